-- A row per estimate of how many images: as published, and a day's mean so that one axis can hold it.
-- A count is divided by the days of its window, a rate multiplied up. Convenience counts (a few minutes of a feed, what
-- happened to be visible) have no such window and are left out; so are rates that repeat an estimate shown as a count.
with chosen as (
    select
        *,
        date_diff('day', window_start_date, window_end_date) + 1 as day_count,
    from marts.incidence
    where
        quantity in ('volume', 'output_estimate', 'output')
        and unit in ('count', 'count_per_hour', 'count_per_minute')
        and sampling <> 'convenience' and value is not null
        and window_start_date is not null and window_end_date is not null
        and window_start_date <= $end::date and window_end_date >= $start::date
        and not (unit = 'count_per_minute' and parent_measurement_id is not null)
        and not (unit = 'count' and quantity = 'output')
),
limits as (
    select
        measurement_id,
        max_by(value_low, value_high - value_low) as value_low,
        max(value_high) as value_high,
    from marts.incidence_intervals
    where unit = 'count'
    group by measurement_id
)

select
    measurement_id,
    producer,
    category,
    quantity,
    unit,
    value,
    window_start_date,
    window_end_date,
    day_count,
    round(case unit when 'count' then value / day_count when 'count_per_hour' then 24 * value else 1440 * value end) as per_day,
    case when unit = 'count' then round(limits.value_low / day_count) end as per_day_low,
    case when unit = 'count' then round(limits.value_high / day_count) end as per_day_high,
    limits.value_low is not null as is_ours,
    frame_en,
    frame_fr,
    confidence,
    source_publisher,
    source_url,
from chosen
left join limits using (measurement_id)
order by quantity desc, window_start_date, per_day desc
