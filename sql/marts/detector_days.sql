-- Grain: one row per detector of the store without coders, category and day of the images.
-- 95 % Wilson interval, sampling error only. Counts that may be of persons go through staging.shown_cells.
with images as (
    select
        files.detector,
        scores.category,
        images.day,
        images.image,
        bool_or(scores.is_flagged) as is_flagged,
    from raw.detector_images as images
    inner join raw.detector_files as files using (file)
    inner join raw.detector_scores as scores using (file, number)
    where images.day is not null and not files.has_coders
    group by all
),
days as (
    select
        detector,
        category,
        day,
        count(*) as n,
        count(*) filter (is_flagged) as exact_count,
    from images
    group by all
),
shown as (
    select
        days.detector,
        days.category,
        days.day,
        days.n,
        case when cells.cell_id is null then days.exact_count else cells.shown_count end as k,
        coalesce(cells.is_hidden, false) as is_hidden,
        1.959963984540054 as z,
    from days
    left join staging.shown_cells as cells
        on cells.table_id = 'detector_days'
        and cells.group_id = days.detector || ' ' || days.category
        and cells.cell_id = days.day::varchar
)

select
    detector,
    category,
    day,
    n as sampled_count,
    k as flagged_count,
    k / n as flagged_share,
    -- least and greatest pass over nulls: a hidden count must not become a limit of 0 or 1
    case when not is_hidden then
        greatest(0, (k + z * z / 2 - z * sqrt(greatest(0, k * (n - k)) / n + z * z / 4)) / (n + z * z))
    end as share_low,
    case when not is_hidden then
        least(1, (k + z * z / 2 + z * sqrt(greatest(0, k * (n - k)) / n + z * z / 4)) / (n + z * z))
    end as share_high,
    is_hidden,
from shown
order by detector, category, day
