-- What is new, newest first: a row per act, statement and correction, with the codes' labels in both languages.
-- A correction to a row makes the row's entry new again. Undated rows carry the day their source was collected.
with snapshots as (select source_id, snapshot_date from marts.sources),
corrected as (select relation, row_id, max(correction_date) as correction_date, from marts.corrections group by all),
labels as (select vocabulary, code, label_en, label_fr, from marts.codes),
acts as (
    select
        'enforcement' as relation,
        action_id as row_id,
        [jurisdiction] as jurisdictions,
        action_date as event_date,
        date_precision,
        coalesce(action_date, (select snapshot_date from snapshots where source_id = 'enforcement_actions')) as published_date,
        authority as actor,
        label_en,
        label_fr,
        summary_en,
        summary_fr,
        source_url,
        source_publisher,
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
        coalesce(statement_date, (select snapshot_date from snapshots where source_id = 'platform_statements')) as published_date,
        speaker as actor,
        label_en,
        label_fr,
        summary_en,
        summary_fr,
        source_url,
        source_publisher,
    from marts.statements
    left join labels on vocabulary = 'platform_stance' and code = stance
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
every_entry as (
    from acts
    union all
    from said
    union all
    from corrections
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
where marts.concerns(jurisdictions, $jurisdictions)
order by updated_date desc, relation, row_id
limit 200
