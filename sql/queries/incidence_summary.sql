-- One row: how many measurements of each group the selection holds, the first study of a known sample,
-- and the lowest and highest shares of images examined.
with chosen as (
    select * from marts.incidence
    where
        coalesce(window_start_date, window_end_date, published_date) is null
        or (
            coalesce(window_start_date, window_end_date, published_date) <= $end::date
            and coalesce(
                window_end_date, window_start_date,
                marts.latest(published_date, published_precision)
            ) >= $start::date
        )
),
shares as (
    select * from chosen
    where quantity = 'output' and unit = 'share' and value is not null and window_start_date is not null
),
first_study as (
    select * from shares
    where (value_low is not null or sampling = 'convenience') and sampled_count is not null
    order by window_start_date, published_date, measurement_id
    limit 1
)

select
    (select count(*) filter (quantity_group = 'output') from chosen) as output_count,
    (select count(*) filter (quantity_group = 'request') from chosen) as request_count,
    (select count(*) filter (quantity_group = 'report') from chosen) as report_count,
    (select count(*) filter (quantity_group = 'enforcement') from chosen) as enforcement_count,
    (select count(*) filter (quantity_group = 'test') from chosen) as test_count,
    (select count(*) from chosen) as measurement_count,
    (select count(*) from shares) as share_count,
    (select count(distinct producer) from shares) as producer_count,
    (select min(value) from shares) as lowest_share,
    (select max(value) from shares) as highest_share,
    first_study.measurement_id as first_id,
    first_study.producer as first_producer,
    first_study.category as first_category,
    first_study.value as first_share,
    first_study.value_low as first_low,
    first_study.interval_method as first_method,
    first_study.value_high as first_high,
    first_study.sampled_count as first_sampled_count,
    first_study.sampled_count_kind as first_sampled_count_kind,
    first_study.window_start_date as first_start,
    first_study.window_end_date as first_end,
    first_study.sampling as first_sampling,
from (select 1)
left join first_study on true
