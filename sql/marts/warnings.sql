-- Grain: one row per thing the reader of this version should know. Not a fault: faults stop the build.
with overlap as (select * from marts.sor_overlap),
differences as (select * from marts.sor_differences),
archives as (select * from marts.sor_archives),
unlisted as (
    select metric as kind, code, sum(sor_count)::bigint as sor_count, from marts.sor_daily
    where (metric in ('category', 'keyword') and code not in (select code from raw.dsa_codes))
        or (metric in ('automated_detection', 'automated_decision') and code not in (
            select code from raw.codes where vocabulary = 'sor_code'
        ))
    group by metric, code
    union all
    select 'platform', platform, sum(sor_count)::bigint, from marts.sor_daily
    where metric = 'total' and origin <> 'history' and platform not in (select platform from raw.platforms)
    group by platform
)

select
    'ingested dumps and the historical file differ on ' || count(*) || ' counts of '
    || count(distinct (day, platform)) || ' days and platforms; see marts.sor_overlap' as warning,
from overlap
having count(*) > 0
union all
select
    archive || ', for which another archive of its day stands, differs from it on ' || count(*) || ' counts of '
    || count(distinct platform) || ' platforms (' || arg_min(
        platform || if(code = '', '', ' ' || code) || ': ' || coalesce(archive_count, 0) || ', counted '
        || coalesce(counted_count, 0), (metric <> 'total', platform, metric, code)
    ) || '); see marts.sor_differences',
from differences
group by day, archive
union all
select
    old.archive || ', loaded on ' || left(old.loaded_at, 10) || ', was replaced on ' || left(old.replaced_at, 10)
    || ' by another of the same day: ' || old.counted_count || ' statements counted then, ' || new.counted_count || ' now',
from archives as old
inner join archives as new on new.sha1 = old.replaced_by and new.day = old.day
where new.counted_count <> old.counted_count
union all
select
    'rows of ingested archives that could not be read and are not counted: ' || sum(rejected_count)::bigint
    || '; their places are in the store, under dsa/rejects',
from staging.sor_archives
where rejected_count > 0 and is_used
having count(*) > 0
union all
select
    'days of which only a part of the archive was added, left out of rates and charts: '
    || string_agg(distinct day::varchar, ', ' order by day::varchar),
from marts.sor_daily
where origin = 'part'
having count(*) > 0
union all
select
    kind || ' that no list of ours has, counted as it stands: '
    || string_agg(code || ' (' || sor_count || ')', ', ' order by sor_count desc, code),
from unlisted
group by kind
