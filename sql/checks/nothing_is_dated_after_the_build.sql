-- An act, a change of its status, a statement, a reaction or a measurement is dated after the day the build is for.
with dated as (
    select source_file, source_line, 'date' as column_name, date, from raw.enforcement_actions
    union all
    select source_file, source_line, 'status_date', status_date, from raw.enforcement_actions
    union all
    select source_file, source_line, 'date', date, from raw.platform_statements
    union all
    select source_file, source_line, 'date', date, from raw.public_reactions
    union all
    select source_file, source_line, 'published', published, from raw.detections
    union all
    select source_file, source_line, 'window_end', coalesce(window_end, window_start), from raw.detections
)

select
    source_file as file,
    source_line as line,
    column_name,
    date as found,
    'a date up to ' || as_of as accepted,
from dated
cross join raw.build
where date > as_of
