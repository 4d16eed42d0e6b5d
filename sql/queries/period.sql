-- One row: the period a first visit shows, from a month before the first sample to the last act found.
select
    (min(first_sample) - interval 1 month)::date as start_date,
    max(last_act)::date as end_date,
from (
    select
        (select min(window_start_date) from marts.incidence where measurement_id = 'AIF-01') as first_sample,
        (select max(action_date) from marts.enforcement) as last_act,
)
