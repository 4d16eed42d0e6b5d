-- Every correction of a fact, newest first.
select
    correction_date,
    relation,
    row_id,
    field,
    was,
    is_now,
    why_en,
    why_fr,
    source as source_url,
from marts.corrections
order by correction_date desc, relation, row_id, field
