-- Grain: one row per thing the reader of this version should know. Not a fault: faults stop the build.
with overlap as (select * from marts.sor_overlap),
archives as (select * from staging.sor_archives),
-- What an archive that is not counted says, where the one that stands for it says otherwise.
contradictions as (
    select archives.archive, count(*) as platforms, min(spare.platform) as platform,
        arg_min(spare."count", spare.platform) as spare_count, arg_min(held."count", spare.platform) as held_count,
    from archives
    inner join raw.dsa_metrics as spare using (sha256, day)
    left join (select * from staging.sor_dumps where metric = 'total') as held using (day, platform)
    where not archives.is_used and archives.number = '' and spare.metric = 'total'
        and spare."count" is distinct from held."count"
    group by archives.archive
)

select
    'ingested dumps and the historical file differ on ' || count(*) || ' counts of '
    || count(distinct (day, platform)) || ' days and platforms; see marts.sor_overlap' as warning,
from overlap
having count(*) > 0
union all
select
    archive || ', for which another archive of its day stands, differs from it on ' || platforms || ' platforms ('
    || platform || ': ' || spare_count || ', counted ' || coalesce(held_count, 0) || ')',
from contradictions
union all
select
    'rows of ingested archives that could not be read and are not counted: ' || sum(rejected_count)::bigint
    || '; their places are in the store, under dsa/rejects',
from archives
where rejected_count > 0 and is_used
having count(*) > 0
