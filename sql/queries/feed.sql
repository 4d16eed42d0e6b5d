-- What is new, newest first: a row per act, statement, provision of law, correction and withdrawal, with the codes' labels in both languages.
-- $rows: every row that has a receipt, as etl/warehouse/recorded.py selects them.
-- A row is new on the day it entered the record, whenever it happened, law after all else of a day; a correction makes its row's entry new again.
-- state: what became of an act undone since (lifted, suspended, annulled...); null of all else.
with corrected as (select relation, row_id, max(correction_date) as correction_date, from marts.corrections group by all),
rows_found as (from query($rows)),
corrections as (
    select
        'corrections' as relation,
        corrections.relation || '/' || row_id || '/' || field || '/' || correction_date as row_id,
        coalesce(rows_found.jurisdictions, []) as jurisdictions,
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
    left join rows_found using (relation, row_id)
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
    select * exclude (source_id, is_news, row_json),
    from rows_found
    where is_news
    union all by name
    from corrections
    union all by name
    from withdrawn
)

select
    every_entry.relation,
    row_id,
    jurisdictions,
    event_date,
    every_entry.date_precision,
    published_date,
    greatest(published_date, coalesce(correction_date, published_date)) as updated_date,
    actor,
    every_entry.label_en,
    every_entry.label_fr,
    every_entry.summary_en,
    every_entry.summary_fr,
    every_entry.source_url,
    every_entry.source_publisher,
    states.label_en as state_en,
    states.label_fr as state_fr,
from every_entry
left join marts.enforcement as undone on every_entry.relation = 'enforcement' and action_id = row_id and not is_standing
left join marts.codes as states on states.vocabulary = 'action_status' and states.code = undone.status
left join corrected using (relation, row_id)
where every_entry.relation = 'withdrawn' and len(jurisdictions) = 0 or marts.concerns(jurisdictions, $jurisdictions)
order by updated_date desc, every_entry.relation = 'provisions', event_date desc nulls last, every_entry.relation, row_id
