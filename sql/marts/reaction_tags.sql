-- Grain: one row per reaction, field and label. origin hand: assigned in one pass by one annotator, weak labels, hence no
-- confidence. origin model: the tagger's, in its own scheme, with calibrated confidence, and evidence as places in the
-- paraphrase; is_abstained: its best guess, shown as unsure.
with reactions as (select * from raw.public_reactions),
tags as (
    select reaction_id, 'stance' as field, stance as label, from reactions
    union all
    select reaction_id, 'emotion', emotion, from reactions
    union all
    select reaction_id, 'call', unnest(calls), from reactions
    union all
    select reaction_id, 'topic', unnest(topics), from reactions
)

select
    reaction_id,
    field,
    label,
    null::double as confidence,
    false as is_abstained,
    'hand' as origin,
    null::varchar as evidence,
from tags
where label <> 'none' or field = 'emotion'
union all
select
    reaction_id,
    field,
    label,
    confidence,
    is_abstained,
    'model' as origin,
    evidence,
from staging.reaction_tags
order by all
