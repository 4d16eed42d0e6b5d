-- Grain: one row per cell of staging.person_cells, with the count as it may be shown: null, or rounded to five.
-- Fewer than ten persons are not shown. A lone hidden cell could be had by subtracting the others from the group's
-- total: the smallest others are hidden too, until at least two cells and ten persons are hidden together.
with cells as (select * from staging.person_cells),
ordered as (
    select
        *,
        count(*) over smallest_first - 1 as before_count,
        coalesce(sum(person_count) over smallest_first, 0) - person_count as before_sum,
        count(*) filter (person_count < 10) over (partition by table_id, group_id) as small_count,
    from cells
    window smallest_first as (partition by table_id, group_id order by person_count, cell_id)
),
ruled as (
    select
        *,
        person_count < 10 or (small_count > 0 and (before_count < 2 or before_sum < 10)) as is_hidden,
    from ordered
)

select
    table_id,
    group_id,
    cell_id,
    is_hidden,
    case when not is_hidden then (5 * round(person_count / 5))::bigint end as shown_count,
from ruled
