-- A row per estimate from the operator's own detector results, of images within the period or undated.
select
    detector,
    family,
    population,
    category,
    step,
    has_coders,
    sampled_count,
    flagged_count,
    account_count,
    labelled_count,
    flag_at,
    value,
    value_low,
    value_high,
    method,
    assumptions,
    warnings,
    is_hidden,
    first_day,
    last_day,
    true as is_ours,
from marts.detector_estimates
where first_day is null or (first_day <= $end::date and last_day >= $start::date)
order by category, has_coders, detector, list_position(['raw', 'accounts', 'corrected'], step)
