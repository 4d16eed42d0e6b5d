-- Grain: one row per act that counts as enforcement against the platform in this affair (see sql/marts/enforcement.sql).
-- latest_date: an act dated to the month only may have happened on its last day, and never wins a race by its first.
with actions as (select * from raw.enforcement_actions),
measures as (select * from raw.measures)

select
    action_id,
    jurisdiction,
    authority,
    authority_kind,
    harm,
    measure,
    measures.ladder_step,
    coalesce(measures.is_binding = 'true', false) as is_binding,
    date as action_date,
    date_precision,
    marts.latest(date, date_precision) as latest_date,
    status,
from actions
inner join measures using (measure)
anti join raw.action_exclusions as excluded using (action_id)
anti join raw.related_context as related using (action_id)
where measures.counts_against_platform = 'true'
