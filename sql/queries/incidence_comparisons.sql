-- A row per pair of measurements of one frame, with its exact test; all periods, because a pair may straddle one.
select
    frame_id,
    frame_en,
    frame_fr,
    producer,
    first_measurement_id,
    first_flagged_count,
    first_sampled_count,
    first_share,
    second_measurement_id,
    second_flagged_count,
    second_sampled_count,
    second_share,
    difference_share,
    difference_low,
    difference_high,
    test,
    p_value,
    verdict,
from marts.incidence_comparisons
order by frame_id
