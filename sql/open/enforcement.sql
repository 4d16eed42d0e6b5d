-- Open data: acts of the period, those without a date included; a month counts with every day of it.
from marts.enforcement
where
    marts.is_chosen(jurisdiction, $jurisdictions)
    and (
        action_date is null
        or (action_date <= $end::date and marts.latest(action_date, date_precision) >= $start::date)
    )
