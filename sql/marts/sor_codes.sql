-- Grain: one row per category and keyword that the database's documentation lists or a platform used, with its use so far.
-- is_listed false: no documentation known to us has it; it is counted as it stands. is_in_history: the historical file
-- counts it, so no statement means that none was made; else its use before the added archives is unknown.
with listed as (select *, true as is_listed, from raw.dsa_codes where kind in ('category', 'keyword')),
used as (
    select
        metric as kind,
        code,
        sum(sor_count)::bigint as sor_count,
        count(distinct platform) as platform_count,
        min(day) as first_date,
        max(day) as last_date,
    from marts.sor_daily
    where metric in ('category', 'keyword')
    group by metric, code
)

select
    kind,
    code,
    listed."schema" as schema_version,
    coalesce(listed.is_listed, false) as is_listed,
    coalesce(listed.in_history = 'yes', false) as is_in_history,
    coalesce(used.sor_count, 0) as sor_count,
    coalesce(used.platform_count, 0) as platform_count,
    used.first_date,
    used.last_date,
from listed
full join used using (kind, code)
order by kind, code
