-- A publisher is missing from data/reference/publishers.csv, so that nobody has said how to weigh it.
with cited as (
    select source_file, source_line, source_publisher, from raw.detections
    union all
    select source_file, source_line, source_publisher, from raw.platform_statements
    union all
    select source_file, source_line, source_publisher, from raw.enforcement_actions
    union all
    select source_file, source_line, source_publisher, from raw.public_reactions
    union all
    select source_file, source_line, source_publisher, from raw.provisions
)

select
    source_file as file,
    source_line as line,
    'source_publisher' as column_name,
    source_publisher as found,
    'a publisher of data/reference/publishers.csv' as accepted,
from cited
where source_publisher not in (select publisher from raw.publishers)
