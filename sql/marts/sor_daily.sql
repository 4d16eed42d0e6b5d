-- Grain: one row per day of arrival, platform, metric and code. Decisions reported by platforms themselves.
-- sor_count counts statements of reasons; value holds the means (seconds), which are no counts. A missing row is a zero
-- or a day without statements. The historical file has precedence over ingested dumps of the same day and platform.
with history as (select * from raw.sor_daily),
dumps as (select * from staging.sor_dumps),
schema_break as (select day::date as day from raw.series_breaks where kind = 'schema'),
added as (
    select dumps.*
    from dumps
    anti join (select distinct day, platform from history) as held using (day, platform)
    where dumps.code not in ('measured', 'sum_seconds')
),
every_row as (
    select day, platform, metric, code, "count", 'history' as origin, from history
    union all
    select day, platform, metric, code, "count", 'dump' as origin, from added
)

select
    every_row.day,
    platform,
    metric,
    code,
    case when code <> 'mean_seconds' then "count" end as sor_count,
    case when code = 'mean_seconds' then "count"::double end as value,
    case when every_row.day < schema_break.day then 'v1' else 'v2' end as schema_version,
    origin,
from every_row
cross join schema_break
order by platform, metric, code, every_row.day
