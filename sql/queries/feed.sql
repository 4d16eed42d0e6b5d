-- What is new, newest first: a row per act, statement, provision of law, correction and withdrawal, with the codes' labels in both languages.
-- A row is new on the day it entered the record, whenever it happened, law after all else of a day; a correction makes its row's entry new again.
with corrected as (select relation, row_id, max(correction_date) as correction_date, from marts.corrections group by all),
labels as (select vocabulary, code, label_en, label_fr, from marts.codes),
acts as (
    select
        'enforcement' as relation,
        action_id as row_id,
        [jurisdiction] as jurisdictions,
        action_date as event_date,
        date_precision,
        entered_date as published_date,
        authority as actor,
        label_en,
        label_fr,
        summary_en,
        summary_fr,
        coalesce(document_url, source_url) as source_url,
        case when document_url is null then source_publisher else document_publisher end as source_publisher,
    from marts.enforcement
    left join labels on vocabulary = 'measure' and code = measure
),
said as (
    select
        'statements' as relation,
        statement_id as row_id,
        jurisdictions,
        statement_date as event_date,
        date_precision,
        entered_date as published_date,
        speaker as actor,
        label_en,
        label_fr,
        summary_en,
        summary_fr,
        coalesce(document_url, source_url) as source_url,
        case when document_url is null then source_publisher else document_publisher end as source_publisher,
    from marts.statements
    left join labels on vocabulary = 'platform_stance' and code = stance
),
texts as (
    select
        'provisions' as relation,
        provision_id as row_id,
        [jurisdiction] as jurisdictions,
        in_force_from as event_date,
        'day' as date_precision,
        entered_date as published_date,
        article as actor,
        coalesce(instrument_en, instrument) as label_en,
        coalesce(instrument_fr, instrument) as label_fr,
        offence_en as summary_en,
        offence_fr as summary_fr,
        document_url as source_url,  -- the official text; of others the receipt says what was read
        document_publisher as source_publisher,
    from marts.provisions
),
places as (
    select 'enforcement' as relation, action_id as row_id, [jurisdiction] as jurisdictions from marts.enforcement
    union all
    select 'statements', statement_id, jurisdictions from marts.statements
    union all
    select 'provisions', provision_id, [jurisdiction] from marts.provisions
    union all
    select 'reactions', reaction_id, [jurisdiction] from marts.reactions
),
corrections as (
    select
        'corrections' as relation,
        corrections.relation || '/' || row_id || '/' || field || '/' || correction_date as row_id,
        coalesce(places.jurisdictions, []) as jurisdictions,
        correction_date as event_date,
        'day' as date_precision,
        correction_date as published_date,
        row_id as actor,
        field as label_en,
        field as label_fr,
        coalesce(was, '') || ' → ' || coalesce(is_now, '') || '. ' || why_en as summary_en,
        coalesce(was, '') || ' → ' || coalesce(is_now, '') || '. ' || why_fr as summary_fr,
        source as source_url,
        null::varchar as source_publisher,
    from marts.corrections
    left join places using (relation, row_id)
),
withdrawn as (
    select
        'withdrawn' as relation,
        row_id,
        if(jurisdiction is null, [], [jurisdiction]) as jurisdictions,
        withdrawn_date as event_date,
        'day' as date_precision,
        withdrawn_date as published_date,
        row_id as actor,
        coalesce(instead, '') as label_en,
        coalesce(instead, '') as label_fr,
        why_en as summary_en,
        why_fr as summary_fr,
        source as source_url,
        null::varchar as source_publisher,
    from marts.withdrawn
),
every_entry as (
    from acts
    union all
    from said
    union all
    from texts
    union all
    from corrections
    union all
    from withdrawn
)

select
    relation,
    row_id,
    jurisdictions,
    event_date,
    date_precision,
    published_date,
    greatest(published_date, coalesce(correction_date, published_date)) as updated_date,
    actor,
    label_en,
    label_fr,
    summary_en,
    summary_fr,
    source_url,
    source_publisher,
from every_entry
left join corrected using (relation, row_id)
where relation = 'withdrawn' and len(jurisdictions) = 0 or marts.concerns(jurisdictions, $jurisdictions)
order by updated_date desc, relation = 'provisions', event_date desc nulls last, relation, row_id
