-- The selects that make a relation, itself first, then those of staging that it names, directly or through another.
with recursive steps as (
    select 'marts.' || $relation as relation, 0 as depth
    union
    select wanted.relation, depth + 1
    from steps
    inner join marts.transformations as used using (relation)
    inner join marts.transformations as wanted
        on wanted.relation <> used.relation and regexp_matches(used.sql_text, '\b' || wanted.relation || '\b')
    where depth < 6
)

select
    relation,
    sql_path,
    sql_text,
    min(depth) as depth,
from steps
inner join marts.transformations using (relation)
group by all
order by depth, relation
