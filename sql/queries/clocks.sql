-- A row per day from which days can be counted, the usual one first, with the document of the row it is taken from.
with documents as (
    select measurement_id as row_id, source_publisher, source_url, source_date, from marts.incidence
    union all
    select action_id, source_publisher, source_url, source_date, from marts.enforcement
    union all
    select statement_id, source_publisher, source_url, source_date, from marts.statements
    union all
    select reaction_id, source_publisher, source_url, source_date, from marts.reactions
)

select
    place,
    clock,
    clock_date,
    relation,
    row_id,
    why_en,
    why_fr,
    source_publisher,
    source_url,
    source_date,
from marts.clocks
left join documents using (row_id)
order by place
