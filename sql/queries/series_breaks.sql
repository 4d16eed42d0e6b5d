-- Grain: one row per date at which the series stops being comparable with itself because its scheme changed.
select break_id, day, series, kind, label_en, label_fr, source
from marts.series_breaks
where series = $series and kind = 'schema'
order by day
