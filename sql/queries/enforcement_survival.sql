-- How many cases of $grouping (jurisdiction, authority_kind) had got to each step by a day: a row a change, one for the first
-- day and one for the last day known. month_count: of those that day, known to a month, of which it is the last day. Cases are those in which an act was found, of all the data, whatever is chosen.
with times as (select * from marts.step_times where grouping = $grouping),
changes as (
    select step, group_code, days, count(*) as event_count, count(*) filter (is_month) as month_count,
    from times where is_reached group by all
),
cases as (select step, group_code, count(*) as case_count, from times group by all),
ends as (
    select step, group_code, least(0, (select min(days) from changes)) - 1 as days, 0 as event_count, 0 as month_count, from cases
    union all
    select step, group_code, date_diff('day', first_alarm_date, last_date), 0, 0, from cases cross join marts.anchors
),
every_row as (
    select step, group_code, days, sum(event_count)::bigint as event_count, sum(month_count)::bigint as month_count,
    from (from changes union all by name from ends)
    group by all
)

select
    step,
    group_code,
    days,
    first_alarm_date + days::integer as day,
    event_count,
    month_count,
    sum(event_count) over (partition by step, group_code order by days)::bigint as reached_count,
    case_count,
from every_row
inner join cases using (step, group_code)
cross join marts.anchors
order by list_position(['first_act', 'investigation', 'binding', 'decision'], step), case_count desc, group_code, days
