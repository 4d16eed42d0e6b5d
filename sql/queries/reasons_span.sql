-- A row per platform and code of the period: how many statements, on how many days, per day, and the highest day.
-- $platforms empty for all; $codes as in reasons_series. per_day is over all days of the period that the data cover for
-- the platform and whose data have the code, whether it reported on them or not: from covered_from to covered_to.
-- Days of which only a part is known are left out.
with daily as (
    select *, if(code = '', metric, code) as counted,
    from marts.sor_daily
    where day between $start::date and $end::date and sor_count is not null and origin <> 'part'
        and (len($platforms) = 0 or list_contains($platforms, platform))
),
having_it as (
    select
        if(code = '', metric, code) as counted,
        list(distinct schema_version) as versions,
        bool_or(origin = 'history') as is_in_history,
    from marts.sor_daily
    where list_contains($codes, if(code = '', metric, code))
    group by counted
),
days as (
    select platform, day, counted,
    from marts.sor_days
    cross join having_it
    where day between $start::date and $end::date and origin <> 'part'
        and (len($platforms) = 0 or list_contains($platforms, platform))
        and list_contains(versions, schema_version) and (is_in_history or origin <> 'history')
),
covered as (
    select platform, counted, count(*) as covered_days, min(day) as covered_from, max(day) as covered_to,
    from days
    group by platform, counted
),
totals as (
    select platform, days.counted, sum(sor_count) as total_count,
    from daily
    inner join days using (platform, day)
    where metric = 'total'
    group by platform, days.counted
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
left join covered using (platform, counted)
where list_contains($codes, counted)
group by all
order by sor_count desc, daily.platform
