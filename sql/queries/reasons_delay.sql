-- A row per platform whose mean delay fell by two days or more within the period: from what week to what week.
-- A falling delay means a backlog is worked off: the days between hold more than one day of decisions each
-- (decision_days, 1 + days of delay lost / days passed), so arrivals overstate what was being decided.
-- Only within days that follow each other without a gap in the data: across one nothing is known of what was worked off.
with known as (
    select
        platform,
        day,
        day - row_number() over (partition by platform order by day)::integer as run,
    from marts.sor_days
    where list_contains($platforms, platform) and origin <> 'part'
),
averaged as (
    select
        platform,
        run,
        day,
        avg(value) over (
            partition by platform, run order by day range between interval 3 days preceding and interval 3 days following
        ) / 3600 as delay_hours,
    from marts.sor_daily
    inner join known using (platform, day)
    where metric = 'disclosure_delay' and code = 'mean_seconds'
),
followed as (
    select *, coalesce(lag(delay_hours) over (partition by platform, run order by day) > delay_hours, false) as is_falling,
    from averaged
),
-- Averaged first and then cut, so that the ends of a period are means of as many days as any other.
delays as (from followed where day between $start::date and $end::date),
falls as (
    select
        platform,
        arg_max(day, delay_hours) over earlier as high_date,
        max(delay_hours) over earlier as high_hours,
        arg_max(is_falling, delay_hours) over earlier as was_falling,
        day as low_date,
        delay_hours as low_hours,
    from delays
    window earlier as (partition by platform, run order by day)
),
ranked as (
    select *, row_number() over (partition by platform order by high_hours - low_hours desc, low_date) as place,
    from falls
)

select
    platform,
    high_date,
    high_hours,
    low_date,
    low_hours,
    1 + (high_hours - low_hours) / 24 / (low_date - high_date) as decision_days,
    -- The highest of the period is its first day, and the day before was higher: the fall began earlier.
    was_falling,
from ranked
where place = 1 and high_hours - low_hours >= 48
order by list_position($platforms, platform)
