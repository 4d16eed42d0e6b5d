-- Grain: one row. The dates from which days are counted, and the last date of the data on acts.
-- first_alarm: the affair's first clock (the first day of the images studied), else the first day of its facts.
with clocks as (select * from staging.clocks),
affair as (select * from raw.affair)

select
    coalesce((select arg_min(clock_date, place) from clocks where clock_date is not null), facts_from) as first_alarm_date,
    (select clock_date from clocks where clock = 'measurement') as first_measurement_date,
    (select max(date) from raw.enforcement_actions) as last_date,
from affair
