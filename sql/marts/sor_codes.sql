-- Grain: one row per category and keyword that the database's documentation lists, with its use so far by any platform.
-- is_in_history: the historical file counts it, so no statement means that none was made; else it is unknown.
with codes as (select * from raw.dsa_codes where kind in ('category', 'keyword')),
used as (
    select
        code,
        sum(sor_count)::bigint as sor_count,
        count(distinct platform) as platform_count,
        min(day) as first_date,
        max(day) as last_date,
    from marts.sor_daily
    where metric in ('category', 'keyword')
    group by code
)

select
    codes.kind,
    codes.code,
    codes."schema" as schema_version,
    codes.in_history = 'yes' and codes.in_history is not null as is_in_history,
    coalesce(used.sor_count, 0) as sor_count,
    coalesce(used.platform_count, 0) as platform_count,
    used.first_date,
    used.last_date,
from codes
left join used using (code)
order by kind, code
