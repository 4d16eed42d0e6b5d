-- Grain: one row per public reaction found in a source. Paraphrases, never quotations; not a survey of anything.
with reactions as (select * from raw.public_reactions),
publishers as (select * from staging.publishers)

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
    publishers.source_kind,
    source_url,
    source_publisher,
    source_date,
    source2_url,
    notes,
    source_file,
    source_line,
from reactions
left join publishers on publishers.publisher = reactions.source_publisher
order by reaction_id
