-- A row per jurisdiction of the selection with a counted act, the earliest first: days from the clock chosen to its first act
-- at each step of the ladder, the act, and the days to the first that binds at that step (the same act, or a later one);
-- null: not reached in the period by the last date known. over_steps, binding_over_steps: that act was lifted, suspended,
-- annulled, withdrawn or ran out since, in the last source found.
-- Acts known to the month count by the month's last day, at the latest: month_steps, is_first_month and is_binding_month. days_from_measurement: from
-- the first published measurement, whatever the clock. An international statement is of no jurisdiction.
with counted as (
    select
        *,
        marts.latest(action_date, date_precision) as latest_date,
    from marts.enforcement
    semi join (select code as jurisdiction from marts.jurisdictions where kind <> 'international') using (jurisdiction)
    where
        is_counted and marts.placed(action_date, date_precision, $start::date, $end::date) = 'inside'
        and marts.is_chosen(jurisdiction, $jurisdictions)
),
clock as (
    select coalesce(
        (select clock_date from marts.clocks where clock = $clock), (select first_alarm_date from marts.anchors)
    ) as clock_date,
),
firsts as (
    select
        jurisdiction,
        count(*) as act_count,
        arg_min(measure, (latest_date, action_id)) as first_measure,
        arg_min(authority_kind, (latest_date, action_id)) as first_authority_kind,
        min(latest_date) as first_act_date,
        min(latest_date) filter (is_binding) as binding_date,
        arg_min(date_precision = 'month', (latest_date, date_precision = 'month', action_id)) as is_first_month,
        arg_min(date_precision = 'month', (latest_date, date_precision = 'month', action_id))
            filter (is_binding) as is_binding_month,
        count(*) filter (status = 'open') as open_count,
        bool_or(date_precision = 'month') as has_month_dates,
    from counted
    group by jurisdiction
),
steps as (
    select
        jurisdiction,
        ladder_step,
        min(latest_date) as step_date,
        arg_min(action_id, (latest_date, action_id)) as action_id,
        min(latest_date) filter (is_binding) as binding_date,
        arg_min(date_precision = 'month', (latest_date, action_id)) as is_month,
        arg_min(date_precision = 'month', (latest_date, action_id)) filter (is_binding) as is_binding_month,
        arg_min(coalesce(not is_standing, false), (latest_date, action_id)) as is_over,
        arg_min(coalesce(not is_standing, false), (latest_date, action_id)) filter (is_binding) as is_binding_over,
    from counted
    group by jurisdiction, ladder_step
),
reached as (
    select
        jurisdiction,
        ladder_step,
        date_diff('day', clock_date, step_date) as days,
        action_id,
        date_diff('day', clock_date, binding_date) as binding_days,
        is_month,
        is_over,
        coalesce(is_binding_month, false) as is_binding_month,
        coalesce(is_binding_over, false) as is_binding_over,
    from steps
    cross join clock
)

select
    jurisdiction,
    any_value(days) filter (ladder_step = 'request') as days_to_request,
    any_value(days) filter (ladder_step = 'investigative_step') as days_to_investigative_step,
    any_value(days) filter (ladder_step = 'investigation') as days_to_investigation,
    any_value(days) filter (ladder_step = 'measure') as days_to_measure,
    any_value(days) filter (ladder_step = 'decision') as days_to_decision,
    any_value(action_id) filter (ladder_step = 'request') as request_id,
    any_value(action_id) filter (ladder_step = 'investigative_step') as investigative_step_id,
    any_value(action_id) filter (ladder_step = 'investigation') as investigation_id,
    any_value(action_id) filter (ladder_step = 'measure') as measure_id,
    any_value(action_id) filter (ladder_step = 'decision') as decision_id,
    any_value(binding_days) filter (ladder_step = 'request') as days_to_binding_request,
    any_value(binding_days) filter (ladder_step = 'investigative_step') as days_to_binding_investigative_step,
    any_value(binding_days) filter (ladder_step = 'investigation') as days_to_binding_investigation,
    any_value(binding_days) filter (ladder_step = 'measure') as days_to_binding_measure,
    any_value(binding_days) filter (ladder_step = 'decision') as days_to_binding_decision,
    coalesce(list(ladder_step order by ladder_step) filter (is_month), []) as month_steps,
    coalesce(list(ladder_step order by ladder_step) filter (reached.is_binding_month), []) as binding_month_steps,
    coalesce(list(ladder_step order by ladder_step) filter (is_over), []) as over_steps,
    coalesce(list(ladder_step order by ladder_step) filter (is_binding_over), []) as binding_over_steps,
    date_diff('day', any_value(clock_date), any_value(first_act_date)) as days_to_first_act,
    date_diff('day', any_value(first_measurement_date), any_value(first_act_date)) as days_from_measurement,
    date_diff('day', any_value(clock_date), any_value(binding_date)) as days_to_binding,
    date_diff('day', any_value(clock_date), any_value(last_date)) as days_known,
    any_value(first_act_date) as first_act_date,
    any_value(first_measure) as first_measure,
    any_value(first_authority_kind) as first_authority_kind,
    any_value(act_count) as act_count,
    any_value(open_count) as open_count,
    any_value(has_month_dates) as has_month_dates,
    any_value(is_first_month) as is_first_month,
    coalesce(any_value(firsts.is_binding_month), false) as is_binding_month,
from firsts
inner join reached using (jurisdiction)
cross join clock
cross join marts.anchors
group by jurisdiction
order by first_act_date, jurisdiction
