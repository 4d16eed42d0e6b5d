-- Every jurisdiction that has an act, a provision, a statement or a reaction, for the filter.
with mentioned as (
    select jurisdiction as code from marts.enforcement
    union
    select jurisdiction from marts.provisions
    union
    select jurisdiction from marts.reactions
    union
    select unnest(jurisdictions) from marts.statements
)

select
    code,
    name_en,
    name_fr,
    parent,
    kind,
    action_count,
    provision_count,
from marts.jurisdictions
semi join mentioned using (code)
order by code
