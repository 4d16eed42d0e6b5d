-- Question 9: of the investigations opened, how many had ended in a decision, and how many were still open, 100, 200 and
-- 300 days later. observed_count leaves out those opened too late to have been seen for so long: for 300 days, all.
with opened as (
    select jurisdiction, authority, min(action_date) as opened_date
    from marts.enforcement
    where
        is_counted and ladder_step = 'investigation' and date_precision = 'day'
        and marts.is_chosen(jurisdiction, $jurisdictions)
    group by all
),
decided as (
    select jurisdiction, authority, min(action_date) as decision_date
    from marts.enforcement
    where is_counted and ladder_step = 'decision'
    group by all
),
spans(days) as (values (100), (200), (300))

select
    spans.days,
    count(*) as opened_count,
    count(*) filter (date_diff('day', opened_date, last_date) >= spans.days or decision_date is not null) as observed_count,
    count(*) filter (date_diff('day', opened_date, decision_date) <= spans.days) as decided_count,
    count(*) filter (
        date_diff('day', opened_date, last_date) >= spans.days
        and (decision_date is null or date_diff('day', opened_date, decision_date) > spans.days)
    ) as still_open_count,
from spans
cross join opened
left join decided using (jurisdiction, authority)
cross join marts.anchors
group by spans.days
order by spans.days
