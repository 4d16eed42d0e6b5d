-- Grain: one row per week, language, field and label of the posts an operator ingested; copies and reposts count once.
-- Unsure tags are the label "unsure"; posts on another matter are in the field "about" alone.
-- Labels of fewer than ten authors are hidden, others rounded to five (staging.shown_cells); shares and intervals of a
-- hidden label are hidden with it. An adjusted share follows from all the counts of its group, through confusions that are
-- published: it is given only where the group hides nothing, or the hidden counts could be worked out from it. Never a text,
-- never an author.
select
    shares.week::date as week,
    shares.language,
    shares.field,
    shares.label,
    cells.is_hidden,
    cells.shown_count as author_count,
    case when not cells.is_hidden then shares.post_count end as post_count,
    shares.all_count,
    case when not cells.is_hidden then share end as share,
    case when not cells.is_hidden then share_low end as share_low,
    case when not cells.is_hidden then share_high end as share_high,
    case when not bool_or(cells.is_hidden) over whole then adjusted_share end as adjusted_share,
    case when not bool_or(cells.is_hidden) over whole then adjusted_low end as adjusted_low,
    case when not bool_or(cells.is_hidden) over whole then adjusted_high end as adjusted_high,
from staging.post_shares as shares
inner join staging.shown_cells as cells
    on cells.table_id = 'post_shares'
    and cells.group_id = shares.week || ' ' || shares.language || ' ' || shares.field
    and cells.cell_id = shares.label
window whole as (partition by shares.week, shares.language, shares.field)
order by shares.week, shares.language, shares.field, shares.label
