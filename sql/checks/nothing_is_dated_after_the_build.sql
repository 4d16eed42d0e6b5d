-- An act, a change of its status, a statement or a reaction is dated after the day the build is for.
with dated as (
    select source_file, source_line, date, from raw.enforcement_actions
    union all
    select source_file, source_line, status_date, from raw.enforcement_actions
    union all
    select source_file, source_line, date, from raw.platform_statements
    union all
    select source_file, source_line, date, from raw.public_reactions
)

select
    source_file as file,
    source_line as line,
    'date' as column_name,
    date as found,
    'a date up to ' || as_of as accepted,
from dated
cross join raw.build
where date > as_of
