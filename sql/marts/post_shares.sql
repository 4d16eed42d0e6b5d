-- Grain: one row per week, language, field and label of the posts an operator ingested; copies and reposts count once.
-- Unsure tags are the label "unsure"; posts on another matter are in the field "about" alone.
-- Labels of fewer than ten authors are hidden, others rounded to five (staging.shown_cells); shares and intervals of a
-- hidden label, raw or adjusted, are hidden with it. Never a text, never an author.
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
    case when not cells.is_hidden then adjusted_share end as adjusted_share,
    case when not cells.is_hidden then adjusted_low end as adjusted_low,
    case when not cells.is_hidden then adjusted_high end as adjusted_high,
from staging.post_shares as shares
inner join staging.shown_cells as cells
    on cells.table_id = 'post_shares'
    and cells.group_id = shares.week || ' ' || shares.language || ' ' || shares.field
    and cells.cell_id = shares.label
order by shares.week, shares.language, shares.field, shares.label
