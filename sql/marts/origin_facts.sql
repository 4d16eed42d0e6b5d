-- Grain: one row per statement of the affair's first report and the row that carries it.
select
    fact_id,
    statement_en,
    statement_fr,
    relation,
    key as row_id,
    page,
from raw.origin_facts
order by fact_id
