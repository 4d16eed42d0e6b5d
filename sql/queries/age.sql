-- One row: the last day of the acts, statements, measurements and reactions, and since when all four were looked for: null
-- while one of them never was. is_found: something was found then; where not, nothing newer was.
with latest as (
    select source_id, max(looked_date) as looked_date,
    from marts.lookups
    where
        row_id is null
        and source_id in ('detections', 'enforcement_actions', 'platform_statements', 'public_reactions')
    group by source_id
)

select
    (select max(data_date) from marts.coverage where relation <> 'sor_daily') as data_date,
    (select if(count(*) = 4, min(looked_date), null) from latest) as looked_date,
    coalesce((
        select bool_or(is_found)
        from marts.lookups
        inner join latest using (source_id, looked_date)
        where row_id is null
    ), false) as is_found,
