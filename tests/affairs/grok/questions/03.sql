-- Question 3: how long each step of the ladder takes for one authority: request to investigation, investigation to
-- decision. Day-precise acts only; null: the later step was not found by the last date known.
with steps as (
    select
        jurisdiction,
        authority,
        min(action_date) filter (ladder_step = 'request') as request_date,
        min(action_date) filter (ladder_step = 'investigation') as investigation_date,
        min(action_date) filter (ladder_step = 'decision') as decision_date,
    from marts.enforcement
    where
        is_counted and date_precision = 'day'
        and marts.is_chosen(jurisdiction, $jurisdictions)
    group by all
)

select
    jurisdiction,
    authority,
    request_date,
    investigation_date,
    decision_date,
    date_diff('day', request_date, investigation_date) as days_request_to_investigation,
    date_diff('day', investigation_date, decision_date) as days_investigation_to_decision,
    case when investigation_date is not null and decision_date is null then date_diff('day', investigation_date, last_date) end
        as days_open_at_last_date,
from steps
cross join marts.anchors
where request_date is not null or investigation_date is not null
order by investigation_date nulls last, jurisdiction, authority
