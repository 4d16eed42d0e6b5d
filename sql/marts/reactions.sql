-- Grain: one row per public reaction found in a source. Paraphrases, never quotations; not a survey of anything.
with reactions as (select * from raw.public_reactions),
documents as (select row_id, source_kind from staging.documents where relation = 'reactions')

select
    reaction_id,
    date as reaction_date,
    date_precision,
    jurisdiction,
    speaker,
    speaker_role,
    language,
    'sourced' as collection,
    text as paraphrase,
    confidence,
    documents.source_kind,
    columns('^(source2?|document)_(url|publisher|via|origin|date|title|read)$'),
    notes,
    entered_date,
    source_file,
    source_line,
from reactions
left join documents on documents.row_id = reactions.reaction_id
order by reaction_id
