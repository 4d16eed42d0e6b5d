-- Grain: one row per day of arrival, platform, metric and code. Decisions reported by platforms themselves.
-- sor_count counts statements of reasons; value holds the means (seconds), which are no counts. A missing row is a zero
-- or a day without statements. The historical file goes before ingested dumps: on its days its platforms have its counts,
-- or none. origin 'part': only parts of the day's archive are known, so the counts are too low.
with dumps as (select * from staging.sor_dumps),
schema_break as (select day::date as day from raw.series_breaks where kind = 'schema'),
every_row as (
    select day, platform, metric, code, "count", 'history' as origin, from raw.sor_daily
    union all
    select day, platform, metric, code, "count", if(is_part, 'part', 'dump') as origin, from dumps
    where not is_in_history and code not in ('measured', 'sum_seconds')
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
