-- Grain: one row per week, language, field and label of the posts an operator ingested; copies and reposts count once.
-- Unsure tags are the label "unsure"; posts on another matter, and those that may be,
-- are in the field "about" alone.
-- Labels of fewer than ten authors are hidden, other counts rounded to five, and every share and interval is computed from
-- the counts as shown (staging.post_cells): no published value depends on what is hidden. Expected shares (mean
-- probability) are there only where a group hides nothing. Never a text, never an author.
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
    expected_share,
    expected_low,
    expected_high,
from staging.post_shares
order by week, language, field, label
