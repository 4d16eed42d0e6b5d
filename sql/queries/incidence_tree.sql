-- A row per share of the first study's images, each with the share it is of: the tree from all images down.
-- overall_share multiplies the shares down to the row, so that one axis can hold them; is_derived where it did.
with recursive first_study as (
    select producer, sampled_count, sampled_count_kind, window_start_date, window_end_date
    from marts.incidence
    where
        quantity = 'output' and unit = 'share' and window_start_date is not null
        and (value_low is not null or sampling = 'convenience') and sampled_count is not null
    order by window_start_date, published_date, measurement_id
    limit 1
),
nodes as (
    select incidence.*
    from marts.incidence as incidence
    inner join first_study using (producer)
    where quantity = 'output' and unit in ('share', 'share_of_subset') and value is not null
),
tree as (
    select
        measurement_id,
        category,
        null::varchar as parent_category,
        value as share,
        value as overall_share,
        0 as depth,
        [format('{:.6f}', 1 - value) || measurement_id] as place,
    from nodes
    where parent_measurement_id is null
    union all
    select
        nodes.measurement_id,
        nodes.category,
        tree.category as parent_category,
        nodes.value as share,
        nodes.value * tree.overall_share as overall_share,
        tree.depth + 1 as depth,
        list_append(tree.place, format('{:.6f}', 1 - nodes.value) || nodes.measurement_id) as place,
    from nodes
    inner join tree on tree.measurement_id = nodes.parent_measurement_id
)

select
    tree.measurement_id,
    tree.category,
    tree.parent_category,
    tree.share,
    tree.overall_share,
    tree.depth,
    tree.depth > 0 as is_derived,
    nodes.confidence,
    nodes.confidence <> 'high' as is_low,
    intervals.value_low as overall_low,
    intervals.value_high as overall_high,
    first_study.producer,
    first_study.sampled_count,
    first_study.sampled_count_kind,
    first_study.window_start_date,
    first_study.window_end_date,
    nodes.frame_en,
    nodes.frame_fr,
    nodes.source_publisher,
    nodes.source_url,
from tree
inner join nodes using (measurement_id)
cross join first_study
left join marts.incidence_intervals as intervals
    on intervals.measurement_id = tree.measurement_id
    and intervals.treatment = case when tree.depth > 0 then 'chain' else 'sampling' end
order by tree.place
