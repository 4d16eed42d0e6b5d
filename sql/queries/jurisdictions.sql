-- Every jurisdiction that has an act, a provision, a statement or a reaction, for the filter.
select
    code,
    name_en,
    name_fr,
    parent,
    kind,
    action_count,
    provision_count,
from marts.jurisdictions
where
    action_count + provision_count > 0
    or code in (select jurisdiction from marts.reactions)
    or code in (select unnest(jurisdictions) from marts.statements)
order by code
