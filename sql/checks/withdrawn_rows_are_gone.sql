-- A withdrawn row is still in its table, or names an unknown row to look at instead.
with rows_held as (
    select relation, row_id from staging.documents
    union all
    select 'provisions', provision_id from raw.provisions
    union all
    select 'claim_tests', claim_test_id from raw.claim_tests
)

select
    'data/withdrawn.csv' as file,
    source_line as line,
    case
        when row_id in (select row_id from rows_held) then 'row_id'
        else 'instead'
    end as column_name,
    coalesce(instead, row_id) as found,
    'the identifier of a row that is no longer in the tables, and in "instead" one that is (or nothing)' as accepted,
from raw.withdrawn
where
    row_id in (select row_id from rows_held)
    or instead not in (select row_id from rows_held)
