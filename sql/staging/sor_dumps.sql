-- Grain: one row per day, platform, metric and code counted from the dumps a user ingested.
-- Where a global and a per-platform archive, or a full and a light one, hold the same day and platform, one counts:
-- global before platform before single part, full before light, the latest loaded of equals.
with archives as (select * from raw.dsa_archives),
metrics as (select * from raw.dsa_metrics),
ranked as (
    select
        day,
        platform,
        sha256,
        row_number() over (
            partition by day, platform
            order by
                case archives.scope when 'global' then 0 when 'platform' then 1 else 2 end,
                case archives.kind when 'full' then 0 else 1 end,
                archives.loaded_at desc,
        ) as rank,
    from (select distinct day, platform, sha256 from metrics)
    inner join archives using (sha256, day)
)

select
    metrics.day,
    metrics.platform,
    metrics.metric,
    metrics.code,
    metrics."count",
    metrics.sha256,
from metrics
inner join ranked using (day, platform, sha256)
where ranked.rank = 1
