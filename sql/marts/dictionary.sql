-- Grain: one row per column of a mart, and one with a blank column name for the mart itself.
select
    relation,
    column_name,
    unit,
    meaning_en,
    meaning_fr,
from raw.dictionary
order by relation, place
