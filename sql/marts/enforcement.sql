-- Grain: one row per act of an authority, court, legislature or party. An investigation is not a finding.
-- is_related_context: acts kept for background. is_counted: counts as an act against the platform in this affair.
-- is_standing: not undone (lifted, suspended, annulled...) in the last source found. is_in_force: it stands, and what it
-- orders still holds: a search that is over stands and is in force no more. Null where the status is not established.
with actions as (select * from raw.enforcement_actions),
measures as (select * from raw.measures),
statuses as (select * from raw.action_statuses),
exclusions as (select * from raw.action_exclusions),
related as (select * from raw.related_context),
documents as (select row_id, source_kind from staging.documents where relation = 'enforcement')

select
    action_id,
    date as action_date,
    coalesce(date_precision, 'unknown') as date_precision,
    jurisdiction,
    authority,
    authority_kind,
    target,
    measure,
    measures.ladder_step,
    coalesce(measures.is_binding = 'true', false) as is_binding,
    harm,
    legal_basis,
    status,
    status_date,
    status_date_precision,
    status_publisher,
    status_url,
    statuses.stands = 'true' as is_standing,
    coalesce(statuses.is_in_force = 'true', case when statuses.stands = 'true' then measures.outlasts_its_case = 'true' end)
        as is_in_force,
    amount,
    currency,
    related.action_id is not null as is_related_context,
    exclusions.action_id is null
    and related.action_id is null
    and coalesce(measures.counts_against_platform = 'true', false) as is_counted,
    exclusions.reason_en as exclusion_reason_en,
    exclusions.reason_fr as exclusion_reason_fr,
    summary_en,
    summary_fr,
    confidence,
    documents.source_kind,
    columns('^(source2?|document)_(url|publisher|via|origin|date|title|read)$'),
    notes,
    entered_date,
    source_file,
    actions.source_line,
from actions
left join measures using (measure)
left join statuses using (status)
left join exclusions using (action_id)
left join related using (action_id)
left join documents on documents.row_id = actions.action_id
order by action_date nulls last, action_id
