-- A row per month of the data and basis: how many statements of reasons of the affair's category its platform reported a day, by day of
-- arrival in the database and by estimated day of decision (the day less that day's mean delay). The whole series, whatever is
-- chosen. A mean is over the days of the month that the data cover; for decisions, over those between the first and the last
-- estimated one. From the first day on which the platform used the category: what came before is not known to be zero.
-- is_of_affair: the month holds a day of the headline measurement.
with affair as (from marts.affair),
sample as (
    select window_start_date, window_end_date from marts.incidence, affair where measurement_id = affair.headline_id
),
every_day as (
    select
        known.day,
        coalesce(daily.sor_count, 0) as sor_count,
        (known.day - to_seconds(coalesce(delay.value, 0)))::date as decision_day,
    from marts.sor_days as known
    inner join affair on known.platform = affair.dsa_platform
    left join marts.sor_daily as daily
        on daily.day = known.day and daily.platform = known.platform and daily.metric = 'category'
        and daily.code = affair.dsa_category
    left join marts.sor_daily as delay
        on delay.day = known.day and delay.platform = known.platform and delay.metric = 'disclosure_delay'
        and delay.code = 'mean_seconds'
    where known.origin <> 'part'
),
counted as (
    from every_day
    where day >= (select min(day) from every_day where sor_count > 0)
),
arrived as (
    select date_trunc('month', day)::date as month, avg(sor_count) as arrival_mean, count(*) as day_count,
    from counted
    group by month
),
extent as (select min(decision_day) as first_day, max(decision_day) as last_day, from counted),
decided as (
    select
        date_trunc('month', decision_day)::date as month,
        sum(sor_count) / (
            1 + date_diff(
                'day', greatest(any_value(first_day), date_trunc('month', any_value(decision_day))::date),
                least(any_value(last_day), marts.latest(any_value(decision_day), 'month'))
            )
        ) as decision_mean,
    from counted
    cross join extent
    group by month
),
months as (
    select month, 'arrival' as basis, arrival_mean as mean, day_count, from arrived
    union all
    select month, 'decision', decision_mean, day_count, from arrived left join decided using (month)
)

select
    month,
    basis,
    mean,
    day_count,
    coalesce(
        (
            select window_start_date <= marts.latest(month, 'month')
                and coalesce(window_end_date, window_start_date) >= month
            from sample
        ),
        false
    ) as is_of_affair,
    affair.dsa_platform as platform,
    affair.dsa_category as code,
from months
cross join affair
order by month, basis
