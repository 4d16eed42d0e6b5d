-- Question 1: days from the first alarm to the first formal step, by kind of authority, in the order they came.
-- A step known to the month only counts at the month's last day. min_days is the fastest jurisdiction of that kind.
with counted as (
    select
        authority_kind,
        jurisdiction,
        min(case when date_precision = 'month' then last_day(action_date) else action_date end) as first_date,
    from marts.enforcement
    where
        is_counted and action_date is not null
        and (len($jurisdictions) = 0 or list_contains($jurisdictions, jurisdiction))
    group by all
)

select
    authority_kind,
    count(*) as jurisdiction_count,
    min(date_diff('day', first_alarm_date, first_date)) as min_days,
    median(date_diff('day', first_alarm_date, first_date)) as median_days,
    max(date_diff('day', first_alarm_date, first_date)) as max_days,
    string_agg(jurisdiction, ', ' order by first_date, jurisdiction) as jurisdictions,
from counted
cross join marts.anchors
group by authority_kind
order by min_days, authority_kind
