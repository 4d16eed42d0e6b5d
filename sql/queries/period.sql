-- One row: the period a first visit shows, from a month before the affair's first clock to the last day of the last dated
-- act, statement, measurement or reaction.
select
    (first_alarm_date - interval 1 month)::date as start_date,
    coalesce((select max(data_date) from marts.coverage where relation <> 'sor_daily'), first_alarm_date)::date as end_date,
from marts.anchors
