-- The Kaplan–Meier curve of $grouping (jurisdiction, authority_kind): share of cases not yet at each step, from day 0 to
-- the last day known, one row a change. All cases of the data: a curve of a filtered few would say nothing.
with curve as (
    select step, group_code, days, not_yet_share, not_yet_low, not_yet_high, at_risk_count, event_count, case_count,
    from marts.survival
    where grouping = $grouping
),
ends as (
    select distinct step, group_code, case_count, from curve
),
every_row as (
    from curve
    union all
    select step, group_code, 0, 1, null, null, case_count, 0, case_count, from ends
    union all
    select
        ends.step, ends.group_code, date_diff('day', first_alarm_date, last_date),
        (select min(not_yet_share) from curve where curve.step = ends.step and curve.group_code = ends.group_code),
        null, null, null, 0, ends.case_count,
    from ends
    cross join marts.anchors
)

select *
from every_row
order by step, group_code, days
