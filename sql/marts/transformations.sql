-- Grain: one row per select of sql/staging and sql/marts: how each relation is made, word for word.
select
    relation,
    sql_path,
    sql_text,
from raw.transformations
order by relation
