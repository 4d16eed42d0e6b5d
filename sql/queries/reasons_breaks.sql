-- A row per date at which counts of statements of reasons stop being comparable with earlier ones.
select
    day,
    kind,
    label_en,
    label_fr,
from marts.series_breaks
where series = 'sor_daily'
order by day
