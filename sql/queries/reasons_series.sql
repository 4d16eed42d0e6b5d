-- A row per platform, code and period ($by: day, week, month) of the selection; no row crosses the change of schema.
-- $basis 'arrival': the day a statement reached the database. 'decision': that day less the mean delay of the platform's
-- statements of the day, which places decisions roughly; its last weeks lack what has not arrived yet.
-- per_day: statements a day, over all days of the period whose data have the code; null when the platform reported on
-- none of the days. Days of which only a part is known are left out, as if they were not known. A period between two
-- others of which no day is known has a row too, with covered_days 0 and no figures.
-- $codes: category, keyword or other codes, or the name of a metric without codes (total, with_keyword). A code that the
-- schema of the time does not have is null, not zero: any platform's use tells which schemas have it. So is one that the
-- historical file leaves out, on its days.
-- The statements are made for the whole Union: a choice of jurisdictions without one of its members leaves none.
with daily as (
    select *, if(code = '', metric, code) as counted,
    from marts.sor_daily
    where list_contains($platforms, platform) and origin <> 'part'
        and (len($jurisdictions) = 0 or exists(
            select 1 from marts.jurisdictions
            where list_contains($jurisdictions, code) and (code = 'EU' or parent = 'EU')
        ))
),
codes as (select unnest($codes) as code),
schemas as (
    select distinct if(code = '', metric, code) as code, schema_version, origin = 'history' as is_in_history,
    from marts.sor_daily
    where list_contains($codes, if(code = '', metric, code))
),
having_it as (
    select code, list(distinct schema_version) as versions, bool_or(is_in_history) as is_in_history,
    from schemas
    group by code
),
covered as (
    select platform, day from marts.sor_days
    semi join daily using (platform)
    where origin <> 'part'
),
history as (select platform, max(day) as last_day, from marts.sor_days where origin = 'history' group by platform),
reported as (
    select
        platform,
        day,
        sum(sor_count) filter (metric = 'total') as total_count,
        sum(sor_count) filter (code = 'AUTOMATED_DECISION_FULLY') as fully_count,
        sum(sor_count) filter (code = 'AUTOMATED_DECISION_PARTIALLY') as partially_count,
        sum(sor_count) filter (metric = 'automated_detection' and code = 'Yes') as detected_count,
        sum(sor_count) filter (metric = 'with_keyword') as with_keyword_count,
        any_value(value) filter (metric = 'disclosure_delay' and code = 'mean_seconds') as delay_seconds,
        -- The mean is over the statements whose delay is not negative.
        sum(sor_count) filter (metric = 'total')
        - coalesce(sum(sor_count) filter (metric = 'disclosure_delay' and code = 'negative'), 0) as delayed_count,
    from daily
    group by platform, day
    having total_count is not null
),
placed as (
    select
        *,
        if($basis = 'decision', (day - to_seconds(coalesce(delay_seconds, 0)))::date, day) as on_day,
    from reported
),
-- Days of arrival that follow each other without a gap; what was decided between them is known for as long.
runs as (
    select *, day - row_number() over (partition by platform order by day)::integer as run,
    from covered
),
extent as (
    select platform, run, min(on_day) as first_day, max(on_day) as last_day,
    from runs
    inner join placed using (platform, day)
    group by platform, run
),
calendar as (
    select platform, day as on_day from covered where $basis = 'arrival'
    union
    select platform, unnest(generate_series(first_day, last_day, interval 1 day))::date from extent
    where $basis = 'decision'
),
schema_break as (select day from marts.series_breaks where kind = 'schema'),
dated as (
    select
        calendar.platform,
        on_day,
        codes.code,
        if(on_day < schema_break.day, 'v1', 'v2') as schema_version,
        having_it.code is null or (
            list_contains(having_it.versions, if(on_day < schema_break.day, 'v1', 'v2'))
            and (having_it.is_in_history or on_day > coalesce(history.last_day, '0001-01-01'::date))
        ) as has_code,
    from calendar
    cross join codes
    cross join schema_break
    left join having_it using (code)
    left join history using (platform)
    where on_day between $start::date and $end::date
),
spans as (
    select
        platform,
        code,
        date_trunc($by, on_day)::date as period_start,
        schema_version,
        min(on_day) as first_day,
        max(on_day) as last_day,
        count(*) as covered_days,
        count(*) filter (has_code) as code_days,
    from dated
    group by all
),
steps as (
    select case $by when 'month' then interval 1 month when 'week' then interval 7 days else interval 1 day end as step,
),
unknown as (
    select
        platform,
        codes.code,
        period_start::date as period_start,
        if(period_start < schema_break.day, 'v1', 'v2') as schema_version,
        greatest(period_start, $start::date)::date as first_day,
        least(period_start + step - interval 1 day, $end::date)::date as last_day,
        0 as covered_days,
        0 as code_days,
    from (
        select platform, unnest(generate_series(min(period_start), max(period_start), any_value(step))) as period_start,
        from spans
        cross join steps
        group by platform
    )
    anti join spans using (platform, period_start)
    cross join codes
    cross join steps
    cross join schema_break
),
every_period as (
    select * from spans
    union all by name
    select * from unknown
),
counted as (
    select
        dated.platform,
        dated.code,
        date_trunc($by, on_day)::date as period_start,
        dated.schema_version,
        coalesce(sum(daily.sor_count) filter (has_code), 0)::bigint as sor_count,
        sum(total_count) filter (has_code)::bigint as total_with_code,
        sum(total_count)::bigint as total_count,
        sum(with_keyword_count)::bigint as with_keyword_count,
        sum(fully_count)::bigint as fully_count,
        sum(partially_count)::bigint as partially_count,
        sum(detected_count)::bigint as detected_count,
        count(*) as reported_days,
        sum(delay_seconds * delayed_count) / nullif(sum(delayed_count) filter (delay_seconds is not null), 0) / 3600
            as delay_hours,
    from placed
    inner join dated using (platform, on_day)
    left join daily
        on daily.platform = placed.platform and daily.day = placed.day and daily.counted = dated.code
    group by all
)

select
    every_period.platform,
    code,
    every_period.first_day as start_date,
    every_period.last_day as end_date,
    every_period.schema_version,
    every_period.code_days > 0 as has_code,
    if(has_code, counted.sor_count, null) as sor_count,
    counted.total_count,
    coalesce(counted.reported_days, 0) as reported_days,
    every_period.covered_days,
    if(has_code, counted.sor_count / every_period.code_days, null) as per_day,
    if(has_code, counted.sor_count / counted.total_with_code, null) as total_share,
    counted.delay_hours,
    coalesce(counted.fully_count, 0) / counted.total_count as fully_share,
    coalesce(counted.partially_count, 0) / counted.total_count as partially_share,
    coalesce(counted.detected_count, 0) / counted.total_count as detected_share,
    coalesce(counted.with_keyword_count, 0) / counted.total_count as keyword_share,
from every_period
left join counted using (platform, code, period_start, schema_version)
order by list_position($platforms, every_period.platform), list_position($codes, code), start_date
