-- Grain: one row per day, platform, metric and code that both the historical file and an ingested dump cover, and differ on.
-- Compared: each platform that an archive has on a day of the file, also when the file has none of its statements that
-- day; on the days of a global archive every platform of the file, and on those of a platform's own archive that platform.
-- A part of a day holds less than the day: it differs only where it has more. Codes outside the historical file's scope
-- are not compared.
with history as (select * from raw.sor_daily),
dumps as (select * from staging.sor_dumps where is_in_history),
slugs as (select * from staging.sor_slugs),
whole_days as (select * from staging.sor_archives where standing < 2 and is_used),
scope as (select distinct metric, code from history),
held as (
    select distinct day, platform from dumps
    union
    select distinct history.day, history.platform from history
    inner join slugs using (platform)
    inner join whole_days
        on whole_days.day = history.day and (
            whole_days.standing = 0
            or whole_days.slug = slugs.slug
        )
),
parts as (select distinct day, platform from dumps where is_part)

select
    coalesce(history.day, dumps.day) as day,
    coalesce(history.platform, dumps.platform) as platform,
    coalesce(history.metric, dumps.metric) as metric,
    coalesce(history.code, dumps.code) as code,
    history."count" as history_count,
    dumps."count" as dump_count,
from (select history.* from history semi join held using (day, platform)) as history
full join (select dumps.* from dumps semi join scope using (metric, code)) as dumps using (day, platform, metric, code)
left join parts using (day, platform)
where
    history."count" is distinct from dumps."count"
    and (
        parts.day is null
        or (dumps."count" > coalesce(history."count", 0) and coalesce(history.code, dumps.code) <> 'mean_seconds')
    )
order by all
