-- Grain: one row per reaction, field and label. Until the tagger's own are added these are assigned by hand, in one
-- pass by one annotator: weak labels, hence no confidence.
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
from tags
where label <> 'none' or field = 'emotion'
order by all
