-- Grain: one row per jurisdiction with a law file.
select code, name_en, name_fr, parent, provision_count
from marts.jurisdictions
where provision_count > 0
order by code
