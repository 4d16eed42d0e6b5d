-- Grain: one row per measurement and treatment: sampling error, accounts, a classifier's F1, a chain, a total.
-- None is published by the producers: all are worked out here, and assumptions are named.
with measurements as (select * from marts.incidence),
treatments as (select * from staging.incidence_treatments),
sampling as (
    select
        measurement_id,
        'sampling' as treatment,
        null::varchar as with_measurement_id,
        null::double as parameter,
        'share' as unit,
        'wilson' as method,
        value,
        value_low,
        value_high,
        ['simple_random_sample', 'independent_images', 'perfect_detector'] as assumptions,
        null::varchar as note_en,
        null::varchar as note_fr,
    from measurements
    where interval_method like 'wilson%'
),
every as (
    select * from sampling
    union all by name
    select * from treatments
)

select
    every.measurement_id,
    measurements.producer,
    measurements.category,
    measurements.quantity,
    every.treatment,
    every.with_measurement_id,
    every.parameter,
    every.unit,
    every.value,
    every.value_low,
    every.value_high,
    every.method,
    every.assumptions,
    every.note_en,
    every.note_fr,
    measurements.window_start_date,
    measurements.window_end_date,
    measurements.published_date,
from every
inner join measurements using (measurement_id)
order by every.measurement_id, every.treatment, every.parameter
