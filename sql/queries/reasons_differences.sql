-- A row per count on which an archive that is not counted and the one that stands for it differ, in the period;
-- $platforms empty for all.
select
    day,
    archive,
    platform,
    metric,
    code,
    archive_count,
    counted_count,
from marts.sor_differences
where day between $start::date and $end::date and (len($platforms) = 0 or list_contains($platforms, platform))
order by day, archive, metric <> 'total', platform, metric, code
