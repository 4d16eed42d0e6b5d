-- A status is missing from data/reference/action_statuses.csv, so that nobody has said whether such an act stands.
select
    source_file as file,
    source_line as line,
    'status' as column_name,
    status as found,
    'a status of data/reference/action_statuses.csv' as accepted,
from raw.enforcement_actions
where status not in (select status from raw.action_statuses)
