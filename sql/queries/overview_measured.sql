-- A row per share of images examined of the affair's chosen categories whose window touches the period: at most four, the
-- headline first, then the largest samples.
select
    measurement_id,
    producer,
    category,
    value,
    window_start_date,
    coalesce(window_end_date, window_start_date) as window_end_date,
from marts.incidence
cross join (select headline_id, shown_categories from marts.affair)
where
    quantity = 'output' and unit = 'share' and value is not null and window_start_date is not null
    and list_contains(shown_categories, category)
    and window_start_date <= $end::date and coalesce(window_end_date, window_start_date) >= $start::date
order by measurement_id = headline_id desc, sampled_count desc nulls last, measurement_id
limit 4
