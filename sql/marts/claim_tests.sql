-- Grain: one row per statement of the platform and test or finding that bears on it (one without, when untested).
-- evidence_date: when the test was made, else published; n and k as published, null when they were not.
with tests as (select * from raw.claim_tests),
statements as (select * from marts.statements),
incidence as (select * from marts.incidence),
enforcement as (select * from marts.enforcement)

select
    claim_test_id,
    tests.statement_id,
    statements.statement_date,
    statements.date_precision,
    statements.speaker,
    statements.summary_en as claim_en,
    statements.summary_fr as claim_fr,
    max(tests.brief_en) over (partition by tests.statement_id) as brief_en,
    max(tests.brief_fr) over (partition by tests.statement_id) as brief_fr,
    evidence_relation,
    evidence_id,
    coalesce(incidence.window_start_date, incidence.published_date, enforcement.action_date) as evidence_date,
    case
        when incidence.window_start_date is not null then 'day'
        when incidence.published_date is not null then incidence.published_precision
        else enforcement.date_precision
    end as evidence_precision,
    coalesce(incidence.producer, enforcement.authority) as tester,
    coalesce(incidence.description_en, enforcement.summary_en) as evidence_en,
    coalesce(incidence.description_fr, enforcement.summary_fr) as evidence_fr,
    incidence.sampled_count,
    incidence.flagged_count,
    verdict,
    scope_en,
    scope_fr,
    tests.confidence,
    tests.entered_date,
    coalesce(incidence.source_publisher, enforcement.source_publisher) as source_publisher,
    coalesce(incidence.source_url, enforcement.source_url) as source_url,
from tests
inner join statements using (statement_id)
left join incidence on evidence_relation = 'incidence' and incidence.measurement_id = evidence_id
left join enforcement on evidence_relation = 'enforcement' and enforcement.action_id = evidence_id
order by claim_test_id
