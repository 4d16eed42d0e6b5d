-- A row per platform, code and period ($by: day, week, month) of the selection; no row crosses the change of schema.
-- $basis 'arrival': the day a statement reached the database. 'decision': that day less the mean delay of the platform's
-- statements of the day, which places decisions roughly; its last weeks lack what has not arrived yet.
-- per_day: statements a day, over all days of the period that the data cover; null when the platform reported on none.
-- $codes: category, keyword or other codes, or the name of a metric without codes (total, with_keyword). A code that the
-- schema of the time does not have is null, not zero: any platform's use tells which schemas have it.
-- The statements are made for the whole Union: a choice of jurisdictions without one of its members leaves none.
with daily as (
    select *, if(code = '', metric, code) as counted,
    from marts.sor_daily
    where list_contains($platforms, platform)
        and (len($jurisdictions) = 0 or exists(
            select 1 from marts.jurisdictions
            where list_contains($jurisdictions, code) and (code = 'EU' or parent = 'EU')
        ))
),
platforms as (select unnest($platforms) as platform),
schemas as (
    select distinct if(code = '', metric, code) as code, schema_version,
    from marts.sor_daily
    where list_contains($codes, if(code = '', metric, code))
),
whole_days as (
    select distinct day from marts.sor_daily where origin = 'history'
    union
    select day from marts.sor_archives where is_used and scope = 'global'
),
covered as (
    select platform, day from whole_days cross join platforms
    semi join daily using (platform)
    union
    select distinct platform, day from daily
),
reported as (
    select
        platform,
        day,
        any_value(schema_version) as schema_version,
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
extent as (select platform, min(on_day) as first_day, max(on_day) as last_day, from placed group by platform),
calendar as (
    select platform, day as on_day from covered where $basis = 'arrival'
    union all
    select platform, unnest(generate_series(first_day, last_day, interval 1 day))::date from extent
    where $basis = 'decision'
),
schema_break as (select day from marts.series_breaks where kind = 'schema'),
spans as (
    select
        platform,
        date_trunc($by, on_day)::date as period_start,
        if(on_day < schema_break.day, 'v1', 'v2') as schema_version,
        min(on_day) as first_day,
        max(on_day) as last_day,
        count(*) as covered_days,
    from calendar
    cross join schema_break
    where on_day between $start::date and $end::date
    group by all
),
codes as (select unnest($codes) as code),
counted as (
    select
        placed.platform,
        codes.code,
        date_trunc($by, on_day)::date as period_start,
        if(on_day < schema_break.day, 'v1', 'v2') as schema_version,
        coalesce(sum(daily.sor_count), 0)::bigint as sor_count,
        sum(total_count)::bigint as total_count,
        sum(with_keyword_count)::bigint as with_keyword_count,
        sum(fully_count)::bigint as fully_count,
        sum(partially_count)::bigint as partially_count,
        sum(detected_count)::bigint as detected_count,
        count(*) as reported_days,
        sum(delay_seconds * delayed_count) / nullif(sum(delayed_count) filter (delay_seconds is not null), 0) / 3600
            as delay_hours,
    from placed
    cross join codes
    cross join schema_break
    left join daily
        on daily.platform = placed.platform and daily.day = placed.day and daily.counted = codes.code
    where on_day between $start::date and $end::date
    group by all
)

select
    spans.platform,
    codes.code,
    spans.first_day as start_date,
    spans.last_day as end_date,
    spans.schema_version,
    having_it.versions is null or list_contains(having_it.versions, spans.schema_version) as has_code,
    if(has_code, counted.sor_count, null) as sor_count,
    counted.total_count,
    coalesce(counted.reported_days, 0) as reported_days,
    spans.covered_days,
    if(has_code, counted.sor_count / spans.covered_days, null) as per_day,
    if(has_code, counted.sor_count / counted.total_count, null) as total_share,
    counted.delay_hours,
    coalesce(counted.fully_count, 0) / counted.total_count as fully_share,
    coalesce(counted.partially_count, 0) / counted.total_count as partially_share,
    coalesce(counted.detected_count, 0) / counted.total_count as detected_share,
    coalesce(counted.with_keyword_count, 0) / counted.total_count as keyword_share,
from spans
cross join codes
left join counted using (platform, code, period_start, schema_version)
left join (select code, list(schema_version) as versions, from schemas group by code) as having_it using (code)
order by list_position($platforms, spans.platform), list_position($codes, codes.code), start_date
