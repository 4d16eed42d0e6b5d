-- A statement's scope is worded in a way data/reference/scope_crosswalk.csv does not know.
select
    source_file as file,
    source_line as line,
    'scope_jurisdictions' as column_name,
    scope_jurisdictions as found,
    'a phrase of data/reference/scope_crosswalk.csv' as accepted,
from raw.platform_statements
where scope_jurisdictions is not null and scope_jurisdictions not in (select phrase from raw.scope_crosswalk)
