-- Grain: one row per vocabulary and code, with its label in both languages, in the order the vocabulary gives.
select
    vocabulary,
    code,
    label_en,
    label_fr,
    place,
from raw.codes
order by vocabulary, place
