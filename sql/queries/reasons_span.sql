-- A row per platform and code of the period: how many statements, on how many days, per day, and the highest day.
-- $platforms empty for all; $codes as in reasons_series. per_day is over all days of the period that the data cover and
-- whose schema has the code, whether the platform reported on them or not: from covered_from to covered_to.
with daily as (
    select *, if(code = '', metric, code) as counted,
    from marts.sor_daily
    where day between $start::date and $end::date and sor_count is not null
        and (len($platforms) = 0 or list_contains($platforms, platform))
),
schemas as (
    select distinct if(code = '', metric, code) as counted, schema_version,
    from marts.sor_daily
    where list_contains($codes, if(code = '', metric, code))
),
days as (
    select distinct day, schema_version, from marts.sor_daily where day between $start::date and $end::date
),
covered as (
    select counted, count(*) as covered_days, min(day) as covered_from, max(day) as covered_to,
    from days
    inner join schemas using (schema_version)
    group by counted
),
totals as (
    select platform, schemas.counted, sum(sor_count) as total_count,
    from daily
    inner join schemas using (schema_version)
    where metric = 'total'
    group by platform, schemas.counted
)

select
    daily.platform,
    counted as code,
    sum(sor_count)::bigint as sor_count,
    count(*) as reported_days,
    any_value(covered_days) as covered_days,
    any_value(covered_from) as covered_from,
    any_value(covered_to) as covered_to,
    sum(sor_count) / any_value(covered_days) as per_day,
    sum(sor_count) / any_value(total_count) as total_share,
    max(sor_count) as peak_count,
    arg_max(day, sor_count) as peak_date,
    min(day) as first_date,
    max(day) as last_date,
from daily
left join totals using (platform, counted)
left join covered using (counted)
where list_contains($codes, counted)
group by all
order by sor_count desc, daily.platform
