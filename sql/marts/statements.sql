-- Grain: one row per public statement by a platform, its managers, lawyers or its service's account.
-- jurisdictions: those the statement is about; INT when it is worldwide; empty when not stated.
with statements as (select * from raw.platform_statements),
scopes as (select * from raw.scope_crosswalk),
documents as (select row_id, source_kind from staging.documents where relation = 'statements')

select
    statement_id,
    date as statement_date,
    date_precision,
    speaker,
    speaker_kind,
    channel,
    stance,
    measure_announced,
    measure_effective_date,
    scope_jurisdictions as scope_as_stated,
    coalesce(list_transform(string_split(scopes.jurisdictions, ';'), lambda code: trim(code)), []) as jurisdictions,
    summary_en,
    summary_fr,
    statements.confidence,
    documents.source_kind,
    columns('^(source2?|document)_(url|publisher|via|origin|date|title|read)$'),
    notes,
    entered_date,
    source_file,
    statements.source_line,
from statements
left join scopes on scopes.phrase = statements.scope_jurisdictions
left join documents on documents.row_id = statements.statement_id
order by statement_id
