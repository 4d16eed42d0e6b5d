-- affair.yml names a row that no table has, or one of another kind than its key accepts.
with every_row as (
    select 'incidence' as relation, measurement_id as row_id from raw.detections
    union all
    select 'enforcement', action_id from raw.enforcement_actions
    union all
    select 'statements', statement_id from raw.platform_statements
    union all
    select 'reactions', reaction_id from raw.public_reactions
    union all
    select 'provisions', provision_id from raw.provisions
)

select
    'data/affair.yml' as file,
    source_line as line,
    named.key as column_name,
    row_id as found,
    'the identifier of a row' || case when named.relation <> '' then ' of ' || named.relation else '' end as accepted,
from raw.affair_rows as named
where not exists (
    select 1 from every_row
    where every_row.row_id = named.row_id and named.relation in ('', every_row.relation)
)
