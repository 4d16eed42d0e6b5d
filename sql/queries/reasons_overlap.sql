-- A row per count on which the historical file and an added archive differ, in the period; $platforms empty for all.
select
    day,
    platform,
    metric,
    code,
    history_count,
    dump_count,
from marts.sor_overlap
where day between $start::date and $end::date and (len($platforms) = 0 or list_contains($platforms, platform))
order by day, metric <> 'total', platform, metric, code
