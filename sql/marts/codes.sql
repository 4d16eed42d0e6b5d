-- Grain: one row per vocabulary and code, with its label in both languages, in the order the vocabulary gives.
-- Jurisdictions are a vocabulary too, those first that have an act, a provision, a statement or a reaction.
select
    vocabulary,
    code,
    label_en,
    label_fr,
    place,
from raw.codes
union all
select
    'jurisdiction',
    code,
    name_en,
    name_fr,
    row_number() over (order by code),
from raw.jurisdictions
order by vocabulary, place
