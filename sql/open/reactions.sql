-- Open data: sourced reactions of the period, those without a date included; a month counts with every day of it.
-- What an operator ingested is never given out.
from marts.reactions
where
    collection = 'sourced'
    and (len($jurisdictions) = 0 or list_contains($jurisdictions, jurisdiction))
    and (
        reaction_date is null
        or (
            reaction_date <= $end::date
            and case when date_precision = 'month' then last_day(reaction_date) else reaction_date end >= $start::date
        )
    )
