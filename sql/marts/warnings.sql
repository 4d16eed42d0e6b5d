-- Grain: one row per thing the reader of this version should know. Not a fault: faults stop the build.
select
    'ingested dumps and the historical file differ on ' || count(*) || ' counts of '
    || count(distinct (day, platform)) || ' days and platforms; see marts.sor_overlap' as warning,
from marts.sor_overlap
having count(*) > 0
