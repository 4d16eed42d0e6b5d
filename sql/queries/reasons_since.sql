-- One row: the days of the series of statements of reasons on which the affair looks, from the first on which its platform
-- used the category (what came before is not known to be zero), to the last known; the days of the facts; none without.
with affair as (from marts.affair),
used as (
    select min(day) as first_day
    from marts.sor_daily
    inner join affair on sor_daily.platform = affair.dsa_platform and sor_daily.code = affair.dsa_category
    where metric = 'category' and sor_count > 0 and origin <> 'part'
        and schema_version = (select max(schema_version) from marts.sor_days)
),
known as (
    select max(day) as last_day from marts.sor_days
    inner join affair on sor_days.platform = affair.dsa_platform
    where origin <> 'part'
)

select
    first_day,
    last_day,
    dsa_platform as platform,
    dsa_category as code,
    coalesce(dsa_beside, []) as beside,
    facts_from,
    facts_to,
from used
cross join known
cross join affair
where first_day is not null
