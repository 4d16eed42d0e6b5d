-- One row: the affair (see sql/marts/affair.sql), the last day of its facts worked out where it gives none, and the day from
-- which days are usually counted.
select
    * replace (coalesce(facts_to, last_day(facts_from + interval 1 month)) as facts_to),
    first_alarm_date as first_day,
from marts.affair
cross join marts.anchors
