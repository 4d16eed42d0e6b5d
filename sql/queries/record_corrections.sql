-- The corrections made to one row, oldest first.
select
    correction_date,
    field,
    was,
    is_now,
    why_en,
    why_fr,
    source as source_url,
from marts.corrections
where relation = $relation and row_id = $id
order by correction_date, field
