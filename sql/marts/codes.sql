-- Grain: one row per vocabulary and code, with its label in both languages, in the order the vocabulary gives.
-- Jurisdictions are a vocabulary too, and so is whose criminal law was read for each: that of a part of the country, where a
-- law file says so (key criminal_law_of).
with parts as (
    select jurisdiction as code, any_value(criminal_law_of_en) as part_en, any_value(criminal_law_of_fr) as part_fr,
    from raw.provisions
    group by jurisdiction
)

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
union all
select
    'criminal_law_of',
    code,
    if(part_en is null, name_en, name_en || ' (' || part_en || ')'),
    if(part_fr is null, name_fr, name_fr || ' (' || part_fr || ')'),
    row_number() over (order by code),
from raw.jurisdictions
left join parts using (code)
order by vocabulary, place
