-- Grain: one row per step, grouping, group and day of an event: the Kaplan–Meier share of cases not yet there.
select
    step,
    grouping,
    group_code,
    days,
    not_yet_share,
    not_yet_low,
    not_yet_high,
    at_risk_count,
    event_count,
    case_count,
from staging.survival
order by step, grouping, group_code, days
