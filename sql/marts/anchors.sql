-- Grain: one row. The dates from which days are counted, and the last date of the data on acts.
select
    first_alarm_date,
    first_measurement_date,
    last_date,
from staging.anchors
