-- Published shares of the images made or asked for whose window, or publication, touches the period.
select
    measurement_id,
    quantity,
    producer,
    description_en,
    description_fr,
    value,
    unit,
    sampling,
    value_low,
    value_high,
    if(sampled_count_kind = 'population', null, sampled_count) as sampled_count,  -- a population is no sample
    sampled_count_kind,
    interval_method is not null and interval_method not like 'published%' as is_ours,
    window_start_date,
    window_end_date,
    published_date,
    confidence,
    document_read,
    source_publisher,
    source_origin,
    source2_publisher,
    source2_origin,
from marts.incidence
where
    quantity in ('output', 'request') and unit = 'share' and value is not null
    and coalesce(window_start_date, published_date, $start::date) <= $end::date
    and coalesce(window_end_date, window_start_date, published_date, $end::date) >= $start::date
order by producer, measurement_id
