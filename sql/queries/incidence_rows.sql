-- A row per measurement of the selection, of the groups asked for; undated ones are always there.
-- is_ours: the interval was worked out here. is_existence_only: the source gives no number.
select
    measurement_id,
    producer,
    platform,
    category,
    quantity,
    quantity_group,
    frame_en,
    frame_fr,
    sampling,
    detector,
    window_start_date,
    window_end_date,
    published_date,
    published_precision,
    sampled_count,
    sampled_count_kind,
    flagged_count,
    value,
    unit,
    value_low,
    value_high,
    interval_method,
    interval_method is not null and interval_method <> 'published' as is_ours,
    value is null and flagged_count is null as is_existence_only,
    treatments,
    description_en,
    description_fr,
    confidence,
    columns('^(source2?|document)_(url|publisher|via|origin|title|read)$|^document_date$'),
    source_kind,
from marts.incidence
where
    list_contains($groups, quantity_group)
    and (
        coalesce(window_start_date, window_end_date, published_date) is null
        or (
            coalesce(window_start_date, window_end_date, published_date) <= $end::date
            and coalesce(
                window_end_date, window_start_date,
                marts.latest(published_date, published_precision)
            ) >= $start::date
        )
    )
order by quantity, unit, window_start_date nulls last, value desc nulls last, measurement_id
