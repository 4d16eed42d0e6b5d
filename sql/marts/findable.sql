-- Grain: one row per thing that can be looked for: a jurisdiction, act, provision, measurement, statement, claim tested,
-- reaction or source. record_id: the row whose receipt tells where it comes from (of a claim, the statement's).
-- more_en, more_fr: what else it is found by, and is not shown beside it.
with labels as (
    select
        map(list(vocabulary || '/' || code), list(label_en)) as en,
        map(list(vocabulary || '/' || code), list(label_fr)) as fr,
    from (select distinct on (vocabulary, code) * from marts.codes)
),
places as (
    select 'places' as kind, code as row_id, null as record_id, name_en as title_en, name_fr as title_fr,
        '' as text_en, '' as text_fr, [code] as places, null::date as found_date, 'unknown' as date_precision,
        code || ' ' || name_fr as more_en, code || ' ' || name_en as more_fr,
    from marts.jurisdictions
    where kind <> 'international'
),
acts as (
    select 'enforcement', action_id, action_id,
        coalesce(en['name/' || authority], authority) || ' · ' || en['measure/' || measure],
        coalesce(fr['name/' || authority], authority) || ' · ' || fr['measure/' || measure],
        summary_en, summary_fr, [jurisdiction], action_date, date_precision,
        concat_ws(' ', en['jurisdiction/' || jurisdiction], target, legal_basis, en['authority_kind/' || authority_kind],
            en['harm/' || harm], en['action_status/' || status], document_title, document_publisher, source_publisher),
        concat_ws(' ', fr['jurisdiction/' || jurisdiction], fr['authority_kind/' || authority_kind], fr['harm/' || harm],
            fr['action_status/' || status]),
    from marts.enforcement
    cross join labels
),
texts as (
    select 'provisions', provision_id, provision_id, instrument_en || ', ' || article, instrument_fr || ', ' || article,
        offence_en, offence_fr, [jurisdiction], in_force_from, 'day',
        concat_ws(' ', en['jurisdiction/' || jurisdiction], instrument, en['harm/' || harm], en['regime/' || regime],
            en['addressee/' || addressee], array_to_string(list_transform(acts, lambda code: en['act/' || code]), ' '),
            array_to_string(list_transform(subjects, lambda code: en['image_subject/' || code]), ' ')),
        concat_ws(' ', fr['jurisdiction/' || jurisdiction], fr['harm/' || harm], fr['regime/' || regime],
            fr['addressee/' || addressee], array_to_string(list_transform(acts, lambda code: fr['act/' || code]), ' '),
            array_to_string(list_transform(subjects, lambda code: fr['image_subject/' || code]), ' ')),
    from marts.provisions
    cross join labels
),
measurements as (
    select 'incidence', measurement_id, measurement_id,
        coalesce(en['name/' || producer], producer) || ' · ' || en['detection_category/' || category],
        coalesce(fr['name/' || producer], producer) || ' · ' || fr['detection_category/' || category],
        description_en, description_fr, []::varchar[], coalesce(window_start_date, published_date),
        if(window_start_date is null, published_precision, 'day'),
        concat_ws(' ', platform, population, detector, frame_en, document_title, source_publisher), frame_fr,
    from marts.incidence
    cross join labels
),
said as (
    select 'statements', statement_id, statement_id,
        coalesce(en['name/' || speaker], speaker) || ' · ' || en['platform_stance/' || stance],
        coalesce(fr['name/' || speaker], speaker) || ' · ' || fr['platform_stance/' || stance],
        summary_en, summary_fr, jurisdictions, statement_date, date_precision,
        concat_ws(' ', measure_announced, en['channel/' || channel], document_title, source_publisher,
            array_to_string(list_transform(jurisdictions, lambda code: en['jurisdiction/' || code]), ' ')),
        concat_ws(' ', fr['channel/' || channel],
            array_to_string(list_transform(jurisdictions, lambda code: fr['jurisdiction/' || code]), ' ')),
    from marts.statements
    cross join labels
),
claims as (
    select 'claim_tests', claim_test_id, statement_id,
        coalesce(en['name/' || speaker], speaker) || ' · ' || en['claim_verdict/' || verdict],
        coalesce(fr['name/' || speaker], speaker) || ' · ' || fr['claim_verdict/' || verdict],
        claim_en, claim_fr, []::varchar[], coalesce(evidence_date, statement_date),
        if(evidence_date is null, date_precision, evidence_precision),
        concat_ws(' ', tester, evidence_en, scope_en, source_publisher), concat_ws(' ', evidence_fr, scope_fr),
    from marts.claim_tests
    cross join labels
),
voices as (
    select 'reactions', reaction_id, reaction_id, speaker || ' · ' || en['speaker_role/' || speaker_role],
        coalesce(fr['name/' || speaker], speaker) || ' · ' || fr['speaker_role/' || speaker_role],
        paraphrase, paraphrase, [jurisdiction], reaction_date, date_precision,
        concat_ws(' ', en['jurisdiction/' || jurisdiction], document_title, source_publisher),
        fr['jurisdiction/' || jurisdiction],
    from marts.reactions
    cross join labels
),
read as (
    select 'sources', source_id, null, title_en, title_fr, coverage_en, coverage_fr, []::varchar[], snapshot_date, 'day',
        concat_ws(' ', publisher_en, licence_en, cannot_say_en), concat_ws(' ', publisher_fr, licence_fr, cannot_say_fr),
    from marts.sources
    cross join (select dsa_platform from marts.affair)
    where source_id not in ('sor_daily', 'dsa') or row_count > 0 or dsa_platform is not null
),
every as (
    from places
    union all
    from acts
    union all
    from texts
    union all
    from measurements
    union all
    from said
    union all
    from claims
    union all
    from voices
    union all
    from read
)

select
    row_number() over (order by kind, row_id) as thing,
    kind,
    row_id,
    record_id,
    title_en,
    title_fr,
    text_en,
    text_fr,
    coalesce(places, []::varchar[]) as jurisdictions,
    found_date,
    coalesce(date_precision, 'unknown') as date_precision,
    more_en,
    more_fr,
from every
order by thing
