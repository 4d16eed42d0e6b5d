-- Grain: one row per archive, platform, metric and code on which an archive that is not counted says otherwise than the
-- archive that stands for it. Compared: whole archives and files without a name of the database, on the platforms they
-- have; a global archive on all platforms of the day.
with archives as (select * from staging.sor_archives where standing in (0, 1, 4)),
chosen as (select * from staging.sor_chosen),
dumps as (select * from staging.sor_dumps),
platforms as (
    select distinct sha256, metrics.day, metrics.platform from raw.dsa_metrics as metrics
    union
    select distinct archives.sha256, archives.day, dumps.platform from archives
    inner join dumps on dumps.day = archives.day and archives.standing = 0
),
spare as (
    select platforms.*, archives.archive, archives.slug, archives.kind, from platforms
    inner join archives using (sha256, day)
    anti join chosen using (sha256, day, platform)
),
said as (
    select spare.*, metrics.metric, metrics.code, metrics."count", from spare
    inner join raw.dsa_metrics as metrics using (sha256, day, platform)
    where metrics.code not in ('measured', 'sum_seconds')
),
counted as (
    select spare.*, dumps.metric, dumps.code, dumps."count", from spare
    inner join dumps using (day, platform)
    where dumps.code not in ('measured', 'sum_seconds')
)

select
    coalesce(said.day, counted.day) as day,
    coalesce(said.archive, counted.archive) as archive,
    coalesce(said.platform, counted.platform) as platform,
    coalesce(said.metric, counted.metric) as metric,
    coalesce(said.code, counted.code) as code,
    said."count" as archive_count,
    counted."count" as counted_count,
from said
full join counted using (sha256, platform, metric, code)
where said."count" is distinct from counted."count"
order by all
