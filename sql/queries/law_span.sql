-- Grain: one row. known_from: texts without an established start are taken as in force from this day, the affair's first;
-- read_on: the day up to which the texts were read, after which a change of the law is not known here.
select
    anchors.first_alarm_date as known_from,
    least(sources.snapshot_date, (select max(entered_date) from marts.provisions)) as read_on,
from marts.anchors
cross join marts.sources
where source_id = 'law'
