-- Open data: how several acts count, in the jurisdictions asked for.
from marts.counting_rules
where marts.is_chosen(jurisdiction, $jurisdictions)
