-- Grain: one row per day, platform, metric and code that both the historical file and an ingested dump hold, and differ on.
-- Compared: each platform that both have on a day, and on the days of a global archive every platform of the historical
-- file. Codes outside the historical file's scope are not compared.
with history as (select * from raw.sor_daily),
dumps as (select * from staging.sor_dumps),
whole_days as (select distinct day from staging.sor_archives where standing = 0 and is_used),
days as (select distinct day from history),
platforms as (select distinct platform from history),
scope as (select distinct metric, code from history),
held as (
    select distinct day, platform from history
    semi join (select distinct day, platform from dumps) as both_hold using (day, platform)
    union
    select distinct day, platform from history
    semi join whole_days using (day)
    union
    select distinct dumps.day, dumps.platform from dumps
    semi join whole_days using (day)
    semi join days using (day)
    semi join platforms using (platform)
)

select
    coalesce(history.day, dumps.day) as day,
    coalesce(history.platform, dumps.platform) as platform,
    coalesce(history.metric, dumps.metric) as metric,
    coalesce(history.code, dumps.code) as code,
    history."count" as history_count,
    dumps."count" as dump_count,
from (select history.* from history semi join held using (day, platform)) as history
full join (
    select dumps.* from dumps
    semi join held using (day, platform)
    semi join scope using (metric, code)
) as dumps using (day, platform, metric, code)
where history."count" is distinct from dumps."count"
order by all
