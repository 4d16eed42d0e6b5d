-- Grain: one row per published measurement. A measurement is a share or count of what was sampled, never of all output.
-- value_low and value_high are the producer's where published, else ours; interval_method says which.
with detections as (select * from staging.detections),
intervals as (select * from staging.measurement_intervals),
frames as (select * from raw.frames),
documents as (select row_id, source_kind from staging.documents where relation = 'incidence'),
treatments as (
    select measurement_id, list(distinct treatment order by treatment) as treatments
    from staging.incidence_treatments
    group by measurement_id
)

select
    measurement_id,
    producer,
    platform,
    population,
    sampling,
    detector,
    category,
    frames.quantity,
    case
        when frames.quantity in ('output', 'output_estimate', 'volume', 'subject') then 'output'
        when frames.quantity in ('request', 'requester') then 'request'
        when frames.quantity = 'report_received' then 'report'
        when frames.quantity in ('enforcement', 'availability') then 'enforcement'
        when frames.quantity = 'adversarial_test' then 'test'
        else 'context'
    end as quantity_group,
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
    treatments.treatments,
    description_en,
    description_fr,
    confidence,
    documents.source_kind,
    columns('^(source2?|document)_(url|publisher|via|origin|date|title|read)$'),
    notes,
    entered_date,
    source_file,
    source_line,
from detections
left join intervals using (measurement_id)
left join frames using (measurement_id)
left join treatments using (measurement_id)
left join documents on documents.row_id = detections.measurement_id
order by measurement_id
