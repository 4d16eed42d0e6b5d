-- Grain: one row per slot of the texts: what {service}, {whom}, {of_affair}… are in each language for this affair.
select
    slot,
    text_en,
    text_fr,
from raw.affair_words
order by slot
