-- A row per measurement and treatment for the shares of images that had more than one: how much wider the doubt gets.
select
    measurement_id,
    producer,
    category,
    treatment,
    parameter,
    value,
    value_low,
    value_high,
    value_high - value_low as width_share,
    (value_high - value_low)
    / max(value_high - value_low) filter (treatment = 'sampling') over (partition by measurement_id) as times_sampling,
    method,
    assumptions,
    note_en,
    note_fr,
from marts.incidence_intervals
where
    unit = 'share' and treatment <> 'chain'
    and coalesce(window_start_date, published_date) <= $end::date
    and coalesce(window_end_date, published_date) >= $start::date
qualify count(*) over (partition by measurement_id) > 1
order by measurement_id, treatment = 'sampling' desc, width_share
