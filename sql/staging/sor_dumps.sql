-- Grain: one row per day, platform, metric and code counted from the dumps a user ingested; means in seconds.
-- A day and platform are taken from one source: the global archive, else the platform's own, else the parts there are
-- (added up), so nothing is counted twice. Which archives stand for which others: staging.sor_archives.
with archives as (select * from staging.sor_archives where is_used),
metrics as (
    select
        metrics.day,
        metrics.platform,
        metrics.metric,
        metrics.code,
        metrics."count",
        dense_rank() over (
            partition by metrics.day, metrics.platform order by archives.standing, archives.slug
        ) as place,
    from raw.dsa_metrics as metrics
    inner join archives using (sha256, day)
),
added as (
    select
        day,
        platform,
        metric,
        code,
        sum("count")::bigint as "count",
    from metrics
    where place = 1
    group by day, platform, metric, code
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
    from added
    where code in ('sum_seconds', 'measured')
    group by day, platform, metric
)

select
    day,
    platform,
    metric,
    code,
    "count",
from added
where code <> 'mean_seconds'
union all
select
    day,
    platform,
    metric,
    code,
    "count",
from means
