-- Grain: one row per step, grouping, group and day on which cases got there (the last day known for a group where none did).
-- not_yet_share: the part of the group's cases not yet there. All that are not there are known to the same last day, so that
-- the product of Kaplan and Meier is that plain part. No band: cases are here because they acted, and are no sample;
-- its two columns stay, empty, for those who read them.
with days as (
    select
        step,
        grouping,
        group_code,
        days,
        count(*) as case_count,
        count(*) filter (is_reached) as event_count,
    from staging.step_times
    group by all
),
counted as (
    select
        step,
        grouping,
        group_code,
        days,
        event_count,
        sum(event_count) over every_day as reached_count,
        sum(event_count) over (partition by step, grouping, group_code) as ever_count,
        sum(case_count) over (partition by step, grouping, group_code) - sum(case_count) over every_day + case_count
            as at_risk_count,
        sum(case_count) over (partition by step, grouping, group_code) as case_count,
    from days
    window every_day as (partition by step, grouping, group_code order by days)
)

select
    step,
    grouping,
    group_code,
    days,
    1 - reached_count / case_count as not_yet_share,
    null::double as not_yet_low,
    null::double as not_yet_high,
    at_risk_count::bigint as at_risk_count,
    event_count,
    case_count::bigint as case_count,
from counted
where event_count > 0 or (ever_count = 0 and at_risk_count = counted.case_count)
order by step, grouping, group_code, days
