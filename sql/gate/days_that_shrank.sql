-- A day of a platform has more than a tenth fewer statements of reasons than in the version being served.
with before as (
    select day, platform, sum(sor_count) as sor_count, from served.marts.sor_daily where metric = 'total' group by all
),
after as (
    select day, platform, sum(sor_count) as sor_count, from candidate.marts.sor_daily where metric = 'total' group by all
)

select
    before.day,
    platform,
    before.sor_count::bigint as served,
    coalesce(after.sor_count, 0)::bigint as candidate,
from before
left join after using (day, platform)
where coalesce(after.sor_count, 0) < 0.9 * before.sor_count
order by all
