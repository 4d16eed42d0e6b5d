-- Grain: one row per rule of the jurisdiction or of the one above it that takes a further fact into account for a maximum.
select rules.*
from marts.provision_rules as rules
where
    jurisdiction = $jurisdiction
    or jurisdiction in (select parent from marts.jurisdictions where code = $jurisdiction)
order by jurisdiction, source_line
