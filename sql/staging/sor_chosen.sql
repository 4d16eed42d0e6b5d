-- Grain: one row per day, platform and archive that is counted for them. A day and platform are taken from one source:
-- the global archive, else the platform's own, else another platform's that has rows of it, else the parts there are
-- (all parts of one archive, which are added up). Which archives stand for which others: staging.sor_archives.
-- is_part: no whole archive of the day is known, so the count is a part of the day's. is_in_history: the historical file
-- covers this day and platform, with its counts or with none, and goes before the archives.
with archives as (select * from staging.sor_archives where is_used),
slugs as (select * from staging.sor_slugs),
history as (select distinct day, platform from raw.sor_daily),
days as (select distinct day from history),
platforms as (select distinct platform from history),
held as (
    select distinct
        metrics.day,
        metrics.platform,
        sha256,
        archives.standing,
        archives.slug,
        slugs.slug = archives.slug as is_own,
    from raw.dsa_metrics as metrics
    inner join archives using (sha256, day)
    inner join slugs using (platform)
),
ranked as (
    select
        *,
        dense_rank() over (partition by day, platform order by standing, is_own desc, slug) as place,
    from held
)

select
    ranked.day,
    ranked.platform,
    sha256,
    standing > 1 as is_part,
    days.day is not null and platforms.platform is not null as is_in_history,
from ranked
left join days on days.day = ranked.day
left join platforms on platforms.platform = ranked.platform
where place = 1
