-- One row: the period a first visit shows, from a month before the affair's first clock, or the first day of its facts, to the last day of the last dated
-- act, statement, measurement or reaction.
select
    (least(first_alarm_date, facts_from) - interval 1 month)::date as start_date,
    coalesce((select max(data_date) from marts.coverage where relation <> 'sor_daily'), first_alarm_date)::date as end_date,
from marts.anchors
cross join marts.affair
