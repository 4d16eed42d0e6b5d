-- Open data: sourced reactions of the period, those without a date included; a month counts with every day of it.
-- What an operator ingested is never given out.
from marts.reactions
where
    collection = 'sourced'
    and marts.is_chosen(jurisdiction, $jurisdictions)
    and marts.placed(reaction_date, date_precision, $start::date, $end::date) <> 'outside'
