-- Grain: one row per thing that a person let pass although the gate held it: an archive that came again with fewer
-- statements, or a whole version that lost rows. With the reason given, and the counts before and after where they are known.
with before as (
    select day, slug, arg_max(counted_count, loaded_at) as counted_count, from marts.sor_archives
    where replaced_at <> '' group by all
),
after as (
    select day, slug, arg_max(counted_count, loaded_at) as counted_count, from marts.sor_archives
    where replaced_at = '' group by all
)

select
    try_cast(accepted.accepted_at as date) as accepted_date,
    accepted.what,
    try_cast(accepted.day as date) as day,
    accepted.slug,
    before.counted_count as before_count,
    after.counted_count as after_count,
    accepted.reason,
from raw.accepted as accepted
left join before on before.day::date = try_cast(accepted.day as date) and before.slug = accepted.slug
left join after on after.day::date = try_cast(accepted.day as date) and after.slug = accepted.slug
order by accepted_date desc, day, accepted.slug
