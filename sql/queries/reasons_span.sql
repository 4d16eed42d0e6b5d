-- A row per platform and code of the period: how many statements, on how many days, per day, and the highest day.
-- $platforms empty for all; $codes as in reasons_series. per_day is over all days of the period that the data cover,
-- whether the platform reported on them or not: from covered_from to covered_to.
with daily as (
    select *, if(code = '', metric, code) as counted,
    from marts.sor_daily
    where day between $start::date and $end::date and sor_count is not null
        and (len($platforms) = 0 or list_contains($platforms, platform))
),
covered as (
    select count(distinct day) as covered_days, min(day) as covered_from, max(day) as covered_to,
    from marts.sor_daily
    where day between $start::date and $end::date
),
totals as (select platform, sum(sor_count) as total_count, from daily where metric = 'total' group by platform)

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
left join totals using (platform)
cross join covered
where list_contains($codes, counted)
group by all
order by sor_count desc, daily.platform
