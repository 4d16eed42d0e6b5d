-- Grain: one row per published measurement. A measurement is a share or count of what was sampled, never of all output.
-- value_low and value_high are the producer's where published, else ours; interval_method says which.
with detections as (select * from staging.detections),
intervals as (select * from staging.measurement_intervals),
frames as (select * from raw.frames),
publishers as (select * from staging.publishers)

select
    measurement_id,
    producer,
    platform,
    population,
    sampling,
    detector,
    category,
    frames.quantity,
    frames.frame_id,
    frames.frame_en,
    frames.frame_fr,
    parent_measurement_id,
    window_start_date,
    window_end_date,
    published_date,
    published_precision,
    sampled_count,
    frames.sampled_count_kind,
    flagged_count,
    value,
    unit,
    coalesce(published_low, intervals.value_low) as value_low,
    coalesce(published_high, intervals.value_high) as value_high,
    case when published_low is not null then 'published' else intervals.interval_method end as interval_method,
    description_en,
    description_fr,
    confidence,
    publishers.source_kind,
    source_url,
    source_publisher,
    source_date,
    source2_url,
    source2_publisher,
    notes,
    source_file,
    source_line,
from detections
left join intervals using (measurement_id)
left join frames using (measurement_id)
left join publishers on publishers.publisher = detections.source_publisher
order by measurement_id
