-- One row: a measured share if the detector had this sensitivity and this specificity (Rogan and Gladen 1978).
-- The limits are the sampling interval's, put through the same correction, and are cut at 0 and 1. A detector whose
-- sensitivity and specificity do not add up to more than 1 knows nothing: no share then, nor where both limits fall
-- outside 0 and 1 on one side: these error rates do not fit the study (is_contradicted).
with measured as (select * from marts.incidence where measurement_id = $measurement),
corrected as (
    select
        *,
        $sensitivity::double + $specificity::double - 1 as gain,
        value + $specificity::double - 1 as excess,
        value_low + $specificity::double - 1 as excess_low,
        value_high + $specificity::double - 1 as excess_high,
    from measured
),
judged as (
    select *, gain > 0 and (excess_high < 0 or excess_low > gain) as is_contradicted from corrected
)

select
    measurement_id,
    producer,
    category,
    detector,
    sampled_count,
    value,
    value_low,
    value_high,
    gain > 0 as is_informative,
    is_contradicted,
    case when gain > 0 and not is_contradicted then least(1, greatest(0, excess / gain)) end as estimate_share,
    case when gain > 0 and not is_contradicted then least(1, greatest(0, excess_low / gain)) end as estimate_low,
    case when gain > 0 and not is_contradicted then least(1, greatest(0, excess_high / gain)) end as estimate_high,
    gain > 0 and excess_low > 0 as is_told_from_zero,
    gain > 0 and excess <= 0 as is_all_false_alarms,
    1 - value_low as vanishing_specificity,
    value_low as vanishing_false_alarms,
    value_low < 0.05 as is_near,
    detector ilike '%manual review%' as is_reviewed,
from judged
