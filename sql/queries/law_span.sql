-- Grain: one row. known_from: texts without an established start are taken as in force from this day, the affair's first;
-- read_on: the day up to which the texts of $jurisdictions and of those above them (none: all) were read, the earliest of them,
-- after which a change of the law is not known here.
with asked as (
    select unnest($jurisdictions::varchar[]) as code
    union
    select parent from marts.jurisdictions where list_contains($jurisdictions::varchar[], code)
)

select
    any_value(first_alarm_date) as known_from,
    min(read_on) filter (len($jurisdictions::varchar[]) = 0 or jurisdiction in (select code from asked)) as read_on,
from marts.anchors
left join marts.law_readings on true
