-- A row per platform with statements of reasons in the period, the most active first; last_keyword_date over all time.
-- Days of which only a part is known are not in the counts.
with daily as (select * from marts.sor_daily),
keywords as (select platform, max(day) as last_keyword_date, from daily where metric = 'with_keyword' group by platform),
period as (
    select
        platform,
        sum(sor_count) filter (metric = 'total')::bigint as sor_count,
        coalesce(sum(sor_count) filter (metric = 'with_keyword'), 0)::bigint as with_keyword_count,
        count(distinct day) filter (metric = 'total') as reported_days,
        coalesce(sum(sor_count) filter (metric = 'total' and day > last_keyword_date), 0)::bigint as since_keyword_count,
        max(day) as last_date,
    from daily
    left join keywords using (platform)
    where day between $start::date and $end::date and origin <> 'part'
    group by platform
)

select
    platforms.platform,
    coalesce(period.sor_count, 0) as sor_count,
    coalesce(period.with_keyword_count, 0) as with_keyword_count,
    coalesce(period.reported_days, 0) as reported_days,
    -- Statements of the period after the last keyword of all time, and the last day with statements in it.
    coalesce(period.since_keyword_count, 0) as since_keyword_count,
    period.last_date,
    keywords.last_keyword_date,
from (select distinct platform from daily) as platforms
left join period using (platform)
left join keywords using (platform)
order by sor_count desc, platforms.platform
