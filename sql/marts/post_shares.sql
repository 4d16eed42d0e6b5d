-- Grain: one row per week, language, field and label of the posts an operator ingested; copies and reposts count once.
-- Unsure tags are the label "unsure"; posts on another matter are in the field "about" alone.
-- Labels of fewer than ten authors are hidden, other counts rounded to five, and every share and interval is computed from
-- the counts as shown (staging.post_cells): no published value depends on what is hidden. Adjusted shares, which need all
-- the counts of a group, are there only where it hides nothing. Never a text, never an author.
select
    week::date as week,
    language,
    field,
    label,
    is_hidden,
    author_count,
    post_count,
    all_count,
    share,
    share_low,
    share_high,
    adjusted_share,
    adjusted_low,
    adjusted_high,
from staging.post_shares
order by week, language, field, label
