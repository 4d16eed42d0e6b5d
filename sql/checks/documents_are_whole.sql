-- What is said of a document contradicts itself: an address without a publisher, an original read that has no address, or an
-- origin without how the page has it.
with cited as (
    select source_file, source_line, columns('^(source2?|document)_(url|publisher|via|origin|read)$')
    from raw.detections
    union all by name
    select source_file, source_line, columns('^(source2?|document)_(url|publisher|via|origin|read)$')
    from raw.enforcement_actions
    union all by name
    select source_file, source_line, columns('^(source2?|document)_(url|publisher|via|origin|read)$')
    from raw.platform_statements
    union all by name
    select source_file, source_line, columns('^(source2?|document)_(url|publisher|via|origin|read)$')
    from raw.public_reactions
)

select
    source_file as file,
    source_line as line,
    case
        when (document_url is null) <> (document_publisher is null) then 'document_publisher'
        when (source2_url is null) <> (source2_publisher is null) then 'source2_publisher'
        when document_read = 'original' and document_url is null then 'document_url'
        when source_origin is not null and source_via is null then 'source_via'
        else 'source2_via'
    end as column_name,
    coalesce(document_url, source2_url, source_origin, source2_origin) as found,
    'an address and its publisher together; an address for an original read; source_via wherever there is an origin'
        as accepted,
from cited
where
    (document_url is null) <> (document_publisher is null)
    or (source2_url is null) <> (source2_publisher is null)
    or (document_read = 'original' and document_url is null)
    or (source_origin is not null and source_via is null)
    or (source2_origin is not null and source2_via is null)
order by file, line
