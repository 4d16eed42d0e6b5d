-- Grain: one row. The dates from which days are counted, and the last date of the data on acts.
-- first_alarm: the first day of the first study's window, which the Paris prosecutor also cites. first_measurement: the
-- first published measurement of outputs with an exact date.
with detections as (select * from raw.detections),
frames as (select * from raw.frames),
actions as (select * from raw.enforcement_actions)

select
    (select window_start from detections where measurement_id = 'AIF-01') as first_alarm_date,
    (
        select min(published)
        from detections
        inner join frames using (measurement_id)
        where quantity = 'output' and published_precision = 'day' and published >= '2025-12-01'
    ) as first_measurement_date,
    (select max(date) from actions) as last_date,
