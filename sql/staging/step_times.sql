-- Grain: one row per step, grouping, group and case. days: from the first alarm to the step or, when the step has not
-- been reached, to the last date of the data (is_reached false: right-censored). Acts without a date are left out.
with acts as (
    select acts.* from staging.acts
    inner join raw.jurisdictions on code = jurisdiction and kind <> 'international'
    where latest_date is not null
),
anchors as (select * from staging.anchors),
steps(step) as (values ('first_act'), ('investigation'), ('binding'), ('decision')),
reached as (
    select
        step,
        jurisdiction,
        authority,
        any_value(authority_kind) as authority_kind,
        min(latest_date) filter (
            step = 'first_act'
            or (step = 'investigation' and ladder_step = 'investigation')
            or (step = 'binding' and is_binding)
            or (step = 'decision' and ladder_step = 'decision')
        ) as reached_date,
        arg_min(date_precision = 'month', (latest_date, date_precision = 'month')) filter (
            step = 'first_act'
            or (step = 'investigation' and ladder_step = 'investigation')
            or (step = 'binding' and is_binding)
            or (step = 'decision' and ladder_step = 'decision')
        ) as is_month,
    from acts
    cross join steps
    group by step, jurisdiction, authority
),
cases as (
    select step, 'jurisdiction' as grouping, 'all' as group_code, jurisdiction as case_id, min(reached_date) as reached_date,
        arg_min(is_month, (reached_date, is_month)) as is_month,
    from reached
    group by step, jurisdiction
    union all
    select step, 'authority_kind', authority_kind, jurisdiction || ' ' || authority, reached_date, is_month,
    from reached
)

select
    step,
    grouping,
    group_code,
    case_id,
    date_diff('day', first_alarm_date, coalesce(reached_date, last_date)) as days,
    reached_date is not null as is_reached,
    coalesce(is_month, false) as is_month,
from cases
cross join anchors
