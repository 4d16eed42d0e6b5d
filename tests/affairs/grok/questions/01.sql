-- Question 1: days from the first alarm to the first formal step, by kind of authority, in the order they came.
-- A step known to the month only counts at the month's last day. min_days is the fastest jurisdiction of that kind.
with counted as (
    select
        authority_kind,
        jurisdiction,
        min(marts.latest(action_date, date_precision)) as first_date,
    from marts.enforcement
    where
        is_counted and action_date is not null
        and marts.is_chosen(jurisdiction, $jurisdictions)
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
