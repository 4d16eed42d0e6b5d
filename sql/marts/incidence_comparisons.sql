-- Grain: one row per pair of measurements of one frame, tested exactly. Measurements of two frames are never compared.
select
    comparisons.frame_id,
    first_one.frame_en,
    first_one.frame_fr,
    first_one.producer,
    comparisons.first_measurement_id,
    comparisons.first_flagged_count,
    comparisons.first_sampled_count,
    comparisons.first_share,
    comparisons.second_measurement_id,
    comparisons.second_flagged_count,
    comparisons.second_sampled_count,
    comparisons.second_share,
    comparisons.difference_share,
    comparisons.difference_low,
    comparisons.difference_high,
    comparisons.test,
    comparisons.p_value,
    comparisons.verdict,
    first_one.window_start_date,
    first_one.published_date,
from staging.incidence_comparisons as comparisons
inner join marts.incidence as first_one on first_one.measurement_id = comparisons.first_measurement_id
order by comparisons.frame_id
