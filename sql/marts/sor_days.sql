-- Grain: one row per day of arrival and platform on which its statements of reasons are known. No row in sor_daily means
-- that it reported none when the day stands here, and that nothing is known when it does not.
-- origin: history, dump (a whole archive), or part (only some of the day's rows are known).
with history as (select distinct day from raw.sor_daily),
archives as (select * from staging.sor_archives where is_used and standing < 2),
chosen as (select * from staging.sor_chosen where not is_in_history),
in_history as (select distinct platform from raw.sor_daily),
platforms as (
    select platform, slug from staging.sor_slugs
    where platform in (from in_history) or platform in (select platform from chosen)
),
known as (
    select day, platform, 'history' as origin, from history cross join in_history
    union
    select day, platform, if(is_part, 'part', 'dump'), from chosen
    union
    -- A global archive tells of every platform, one of a platform of that one, also when it has no row of it.
    select archives.day, platforms.platform, 'dump', from archives
    inner join platforms
        on archives.standing = 0 or archives.slug = platforms.slug
    where archives.day not in (from history) or platforms.platform not in (from in_history)
),
schema_break as (select day::date as day from raw.series_breaks where kind = 'schema')

select
    known.day,
    platform,
    origin,
    if(known.day < schema_break.day, 'v1', 'v2') as schema_version,
from known
cross join schema_break
order by platform, known.day
