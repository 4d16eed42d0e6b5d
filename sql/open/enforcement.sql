-- Open data: acts of the period, those without a date included; a month counts with every day of it.
from marts.enforcement
where
    (len($jurisdictions) = 0 or list_contains($jurisdictions, jurisdiction))
    and (
        action_date is null
        or (
            action_date <= $end::date
            and case when date_precision = 'month' then last_day(action_date) else action_date end >= $start::date
        )
    )
