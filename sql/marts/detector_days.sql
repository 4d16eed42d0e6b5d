-- Grain: one row per detector of the store without coders, population, threshold, category and day of the images.
-- 95 % Wilson interval, sampling error only. Counts that may be of persons go through staging.shown_cells.
with days as (
    select
        detector,
        population,
        flag_at,
        category,
        day,
        count(*) as n,
        count(*) filter (is_flagged) as exact_count,
    from staging.detector_flags
    where day is not null and not has_coders
    group by all
),
shown as (
    select
        days.*,
        -- rounded to five, a count could exceed the images of a small day
        case
            when cells.cell_id is null then days.exact_count
            when not cells.is_hidden then least(5 * (days.n // 5), cells.shown_count)
        end as k,
        coalesce(cells.is_hidden, false) as is_hidden,
    from days
    left join staging.shown_cells as cells
        on cells.table_id = 'detector_days'
        and cells.group_id = concat_ws('|', days.detector, days.population, days.flag_at, days.category)
        and cells.cell_id = days.day::varchar
)

select
    detector,
    population,
    category,
    flag_at,
    day,
    n as sampled_count,
    k as flagged_count,
    k / n as flagged_share,
    marts.wilson(k, n).low as share_low,  -- of a hidden count: null
    marts.wilson(k, n).high as share_high,
    is_hidden,
from shown
order by detector, population, category, flag_at, day
