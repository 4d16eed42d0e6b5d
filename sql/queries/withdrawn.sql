-- Every row that was withdrawn or merged, newest first.
select
    withdrawn_date,
    relation,
    row_id,
    instead,
    why_en,
    why_fr,
    source as source_url,
from marts.withdrawn
order by withdrawn_date desc, relation, row_id
