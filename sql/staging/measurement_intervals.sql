-- Grain: one row per measurement whose denominator is known and whose value is a share of it.
-- No interval for a convenience sample: nobody knows whom it stands for, and no interval of chance describes it.
-- 95 % Wilson score interval (sql/macros/wilson.sql): sampling error only, as if the sample were a simple random one.
-- Where the numerator was not published it is inferred from the rounded share, and the method says so. Where no case was
-- found the high limit is the rule of three's, exactly: 1 - 0.05^(1/n).
with shares as (
    select
        measurement_id,
        sampled_count as n,
        coalesce(flagged_count, round(value * sampled_count)) as k,
        flagged_count is null as is_inferred,
    from staging.detections
    where
        unit in ('share', 'share_of_subset')
        and sampled_count > 0
        and sampling not in ('estimate', 'convenience')
        and (value is not null or flagged_count is not null)
)

select
    measurement_id,
    marts.wilson(k, n).low as value_low,
    if(k = 0, 1 - pow(0.05, 1 / n), marts.wilson(k, n).high) as value_high,
    case when k = 0 then 'rule_of_three_95' when is_inferred then 'wilson_95_count_inferred' else 'wilson_95' end as interval_method,
from shares
