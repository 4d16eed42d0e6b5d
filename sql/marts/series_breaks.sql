-- Grain: one row per date at which a series stops being comparable with itself.
select
    break_id,
    day::date as day,
    series,
    kind,
    label_en,
    label_fr,
    source,
from raw.series_breaks
order by day, break_id
