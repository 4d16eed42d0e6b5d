-- Grain: one row per measurement whose denominator is known and whose value is a share of it.
-- 95 % Wilson score interval (Wilson 1927, eq. 4): sampling error only, as if the sample were a simple random one.
-- Where the numerator was not published it is inferred from the rounded share, and the method says so. Where no case was
-- found the high limit is the rule of three's, exactly: 1 - 0.05^(1/n).
with shares as (
    select
        measurement_id,
        sampled_count as n,
        coalesce(flagged_count, round(value * sampled_count)) as k,
        flagged_count is null as is_inferred,
        1.959963984540054 as z,
    from staging.detections
    where
        unit in ('share', 'share_of_subset')
        and sampled_count > 0
        and sampling <> 'estimate'
        and (value is not null or flagged_count is not null)
)

select
    measurement_id,
    greatest(0, (k + z * z / 2 - z * sqrt(k * (n - k) / n + z * z / 4)) / (n + z * z)) as value_low,
    case
        when k = 0 then 1 - pow(0.05, 1 / n)
        else least(1, (k + z * z / 2 + z * sqrt(k * (n - k) / n + z * z / 4)) / (n + z * z))
    end as value_high,
    case when k = 0 then 'rule_of_three_95' when is_inferred then 'wilson_95_count_inferred' else 'wilson_95' end as interval_method,
from shares
