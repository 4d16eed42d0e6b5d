-- Grain: one row per relation with dated rows: its first and last date, changes of an act's status included. The data end
-- before today; pages say so.
select 'enforcement' as relation, min(date) as first_date, max(greatest(date, status_date)) as data_date, from raw.enforcement_actions
union all
select 'statements', min(date), max(date), from raw.platform_statements
union all
select 'incidence', min(window_start), max(coalesce(window_end, published)), from raw.detections
union all
select 'reactions', min(date), max(date), from raw.public_reactions
union all
select 'sor_daily', min(day), max(day), from marts.sor_daily
order by relation
