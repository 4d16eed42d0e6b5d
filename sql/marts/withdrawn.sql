-- Grain: one row per row that was withdrawn from the record, or merged into another: when, why, and where to look instead.
select
    date::date as withdrawn_date,
    relation,
    row_id,
    jurisdiction,
    instead,
    why_en,
    why_fr,
    source,
from raw.withdrawn
order by withdrawn_date desc, relation, row_id
