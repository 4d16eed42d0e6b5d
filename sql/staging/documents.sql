-- Grain: one row per row of a collected table: the pages read for it, and the document of the one who measured, acted or
-- spoke. report_count: reports read that do not depend on each other. producer: who measured, acted or spoke.
with cited as (
    select
        'incidence' as relation, measurement_id as row_id, producer, columns('^(source2?|document)_(url|publisher|via|origin|title|read)$|^document_date$'),
        confidence, entered_date, source_file, source_line,
    from raw.detections
    union all by name
    select
        'enforcement' as relation, action_id as row_id, authority as producer, columns('^(source2?|document)_(url|publisher|via|origin|title|read)$|^document_date$'),
        confidence, entered_date, source_file, source_line,
    from raw.enforcement_actions
    union all by name
    select
        'statements' as relation, statement_id as row_id, speaker as producer, columns('^(source2?|document)_(url|publisher|via|origin|title|read)$|^document_date$'),
        confidence, entered_date, source_file, source_line,
    from raw.platform_statements
    union all by name
    select
        'reactions' as relation, reaction_id as row_id, speaker as producer, columns('^(source2?|document)_(url|publisher|via|origin|title|read)$|^document_date$'),
        confidence, entered_date, source_file, source_line,
    from raw.public_reactions
    union all by name
    select
        'provisions' as relation,
        provisions.provision_id as row_id,
        source_url,
        name as source_publisher,
        via as source_via,
        source2_url,
        source_kind = 'official' and coalesce(via, 'elsewhere') = 'elsewhere' as is_original,
        coalesce(document_url, if(is_original, source_url, null)) as document_url,
        coalesce(document_publisher, if(is_original, name, null)) as document_publisher,
        case
            when source_url is null then null
            when source_kind = 'official' and via is null then 'original'
            when via in ('elsewhere', 'copy') or (via = 'official_text' and source_kind = 'mirror') then 'excerpt'
            when via = 'official_text' then 'quotation'
            else 'report'
        end as document_read,
        confidence,
        coalesce(laws.entered_date::date, entered, read_version_date) as entered_date,
        source_file,
        source_line,
    from raw.provisions as provisions
    left join staging.publishers on publisher = source_publisher
    left join raw.law_documents as laws using (provision_id)
),
publishers as (select * from staging.publishers)

select
    relation,
    row_id,
    producer,
    case
        when source_via = 'dispatch' then 'agency'
        when source_via in ('copy', 'release', 'quotation', 'official_text', 'elsewhere') then 'mirror'
        else first.source_kind
    end as source_kind,
    document.source_kind as document_kind,
    document_url,
    document_publisher,
    document_title,
    document_date,
    document_read,
    -- Whose report was read in each page; none in one that was not opened, that copies nobody known, or that is a digest.
    len(list_distinct(list_filter(list_transform([
        {'publisher': source_publisher, 'via': source_via, 'origin': source_origin, 'kind': first.source_kind},
        {'publisher': source2_publisher, 'via': source2_via, 'origin': source2_origin, 'kind': second.source_kind}
    ], lambda page: case
        when page.publisher is null or page.via = 'cited' then null
        when page.via is not null then strip_accents(lower(page.origin))
        when page.origin is null and page.kind in ('secondary', 'mirror', 'unknown') then null
        else strip_accents(lower(coalesce(page.origin, page.publisher)))
    end), lambda name: name is not null))) as report_count,
    confidence,
    entered_date,
    source_file,
    source_line,
from cited
left join publishers as first on first.publisher = source_publisher
left join publishers as second on second.publisher = source2_publisher
left join publishers as document on document.publisher = document_publisher
