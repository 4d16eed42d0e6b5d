-- Open data: acts of the period, those without a date included; a month counts with every day of it.
from marts.enforcement
where
    marts.is_chosen(jurisdiction, $jurisdictions)
    and marts.placed(action_date, date_precision, $start::date, $end::date) <> 'outside'
