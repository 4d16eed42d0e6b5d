-- Grain: one row per jurisdiction (ISO 3166 codes, EU, and INT for several countries or the whole company).
with jurisdictions as (select * from raw.jurisdictions),
acts as (select jurisdiction as code, count(*) as action_count, from raw.enforcement_actions group by all),
laws as (select jurisdiction as code, count(*) as provision_count, from raw.provisions group by all)

select
    code,
    name_en,
    name_fr,
    parent,
    kind,
    coalesce(action_count, 0) as action_count,
    coalesce(provision_count, 0) as provision_count,
from jurisdictions
left join acts using (code)
left join laws using (code)
order by code
