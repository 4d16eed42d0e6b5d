-- A row per jurisdiction of the selection with a counted act: days from the first alarm, and from the first published
-- measurement, to its first act, investigation, binding measure and decision; null: not reached by the last date known.
-- Acts dated to the month count by the month's last day: at the latest.
with counted as (
    select
        *,
        marts.latest(action_date, date_precision) as latest_date,
    from marts.enforcement
    where
        is_counted and marts.placed(action_date, date_precision, $start::date, $end::date) = 'inside'
        and marts.is_chosen(jurisdiction, $jurisdictions)
),
firsts as (
    select
        jurisdiction,
        count(*) as act_count,
        arg_min(measure, (latest_date, action_id)) as first_measure,
        arg_min(authority_kind, (latest_date, action_id)) as first_authority_kind,
        min(latest_date) as first_act_date,
        min(latest_date) filter (ladder_step = 'investigation') as investigation_date,
        min(latest_date) filter (is_binding) as binding_date,
        min(latest_date) filter (ladder_step = 'decision') as decision_date,
        count(*) filter (status = 'open') as open_count,
        bool_or(date_precision = 'month') as has_month_dates,
    from counted
    group by jurisdiction
)

select
    jurisdiction,
    act_count,
    first_measure,
    first_authority_kind,
    first_act_date,
    date_diff('day', first_alarm_date, first_act_date) as days_to_first_act,
    date_diff('day', first_measurement_date, first_act_date) as days_from_measurement,
    date_diff('day', first_alarm_date, investigation_date) as days_to_investigation,
    date_diff('day', first_alarm_date, binding_date) as days_to_binding,
    date_diff('day', first_alarm_date, decision_date) as days_to_decision,
    date_diff('day', first_alarm_date, last_date) as days_known,
    open_count,
    has_month_dates,
from firsts
cross join marts.anchors
order by first_act_date, jurisdiction
