-- Grain: one row per step and case: days from the first alarm, reached or still open at the last date known.
select
    step,
    grouping,
    group_code,
    case_id,
    days,
    is_reached,
    is_month,
from staging.step_times
order by step, grouping, group_code, case_id
