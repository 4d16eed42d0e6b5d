-- Grain: one row per field, slice, label and measure of the tagger's evaluation (docs/model_card.md).
select
    field,
    slice,
    label,
    measure,
    value,
    low as value_low,
    high as value_high,
    n as post_count,
from raw.tagger_scores
order by all
