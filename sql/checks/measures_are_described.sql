-- A kind of measure is missing from data/reference/measures.csv, so that nobody has said whether it binds.
select
    source_file as file,
    source_line as line,
    'measure' as column_name,
    measure as found,
    'a measure of data/reference/measures.csv' as accepted,
from raw.enforcement_actions
where measure not in (select measure from raw.measures)
