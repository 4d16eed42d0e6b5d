-- Open data: how several acts count, in the jurisdictions asked for.
from marts.counting_rules
where len($jurisdictions) = 0 or list_contains($jurisdictions, jurisdiction)
