-- Grain: one row per correction of a fact. Append-only.
select
    date::date as correction_date,
    relation,
    row_id,
    field,
    was,
    now as is_now,
    why_en,
    why_fr,
    source,
from raw.corrections
order by all
