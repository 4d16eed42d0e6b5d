-- Grain: one row per day, platform, metric and code counted from the dumps a user ingested; means in seconds.
-- From one source a day and platform (staging.sor_chosen), so nothing is counted twice.
with chosen as (select * from staging.sor_chosen),
added as (
    select
        metrics.day,
        metrics.platform,
        metric,
        code,
        sum("count")::bigint as "count",
        bool_or(is_part) as is_part,
        bool_or(is_in_history) as is_in_history,
    from raw.dsa_metrics as metrics
    inner join chosen using (sha256, day, platform)
    group by metrics.day, metrics.platform, metric, code
),
means as (
    select
        day,
        platform,
        metric,
        'mean_seconds' as code,
        -- Half seconds to the even neighbour, as in the store and the historical file.
        round_even(
            max("count") filter (where code = 'sum_seconds') / max("count") filter (where code = 'measured'), 0
        )::bigint as "count",
        bool_or(is_part) as is_part,
        bool_or(is_in_history) as is_in_history,
    from added
    where code in ('sum_seconds', 'measured')
    group by day, platform, metric
)

from added
where code <> 'mean_seconds'
union all
from means
