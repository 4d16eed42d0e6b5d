-- A row has no address of the page that was read, though its publisher's site is one that may be linked.
with cited as (
    select source_file, source_line, source_url, source_publisher from raw.detections
    union all
    select source_file, source_line, source_url, source_publisher from raw.enforcement_actions
    union all
    select source_file, source_line, source_url, source_publisher from raw.platform_statements
    union all
    select source_file, source_line, source_url, source_publisher from raw.public_reactions
)

select
    source_file as file,
    source_line as line,
    'source_url' as column_name,
    source_publisher as found,
    'the address of the page; none only where source_publisher is a domain of data/reference/unlinked_domains.csv' as accepted,
from cited
where source_url is null and source_publisher not in (select domain from raw.unlinked_domains)
