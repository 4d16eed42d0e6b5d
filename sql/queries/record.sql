-- The row a permanent identifier names, whole, as JSON: its relation, the source it was read from, the row.
select
    'enforcement' as relation,
    'enforcement_actions' as source_id,
    to_json(row_found)::varchar as row_json,
from marts.enforcement as row_found
where action_id = $id
union all
select 'statements', 'platform_statements', to_json(row_found)::varchar
from marts.statements as row_found
where statement_id = $id
union all
select 'incidence', 'detections', to_json(row_found)::varchar
from marts.incidence as row_found
where measurement_id = $id
union all
select 'provisions', 'law', to_json(row_found)::varchar
from marts.provisions as row_found
where provision_id = $id
union all
select 'reactions', 'public_reactions', to_json(row_found)::varchar
from marts.reactions as row_found
where reaction_id = $id
