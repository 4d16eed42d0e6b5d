-- A row per field of the tagger: what it scored on posts it had not seen, by language, beside two baselines.
-- accuracy_gain: how much more often the surest 70 % of its answers are right.
with scores as (from marts.tagger_scores where label = '')

select
    field,
    max(value) filter (slice = 'all' and measure = 'macro_f1') as macro_f1,
    max(value_low) filter (slice = 'all' and measure = 'macro_f1') as macro_f1_low,
    max(value_high) filter (slice = 'all' and measure = 'macro_f1') as macro_f1_high,
    max(value) filter (slice = 'fr' and measure = 'macro_f1') as macro_f1_fr,
    max(value) filter (slice = 'en' and measure = 'macro_f1') as macro_f1_en,
    max(value) filter (slice = 'all' and measure = 'macro_f1_keywords') as macro_f1_keywords,
    max(value) filter (slice = 'all' and measure = 'macro_f1_majority') as macro_f1_majority,
    max(value) filter (slice = 'sourced' and measure = 'macro_f1') as macro_f1_sourced,
    max(value) filter (slice = 'all' and measure = 'calibration_error') as calibration_error,
    max(value) filter (slice = 'all' and measure = 'accuracy_at_70') - max(value) filter (slice = 'all' and measure = 'accuracy')
        as accuracy_gain,
    max(post_count) filter (slice = 'all' and measure = 'macro_f1') as post_count,
from scores
group by field
order by array_position(['stance', 'calls', 'emotion', 'topics', 'role'], field)
