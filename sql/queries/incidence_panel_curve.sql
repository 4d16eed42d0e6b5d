-- A row per specificity: the measured share corrected for it and for the sensitivity chosen, with its limits.
-- The specificities run from three times the flagged share below 1 (at least one half) up to 1.
with measured as (select * from marts.incidence where measurement_id = $measurement),
grid as (
    select
        measured.*,
        greatest(0.5, 1 - 3 * value) + (1 - greatest(0.5, 1 - 3 * value)) * step / 200 as specificity,
    from measured
    cross join (select unnest(range(201)) as step)
)

select
    specificity,
    least(1, greatest(0, (value + specificity - 1) / ($sensitivity::double + specificity - 1))) as estimate_share,
    least(1, greatest(0, (value_low + specificity - 1) / ($sensitivity::double + specificity - 1))) as estimate_low,
    least(1, greatest(0, (value_high + specificity - 1) / ($sensitivity::double + specificity - 1))) as estimate_high,
from grid
where $sensitivity::double + specificity > 1
    and value_high + specificity >= 1  -- below, the error rates do not fit the study: no share follows
    and value_low <= $sensitivity::double
order by specificity
