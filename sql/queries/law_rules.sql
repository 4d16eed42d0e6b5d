-- Grain: one row per rule of the jurisdiction or of those above it that takes a further fact into account for a maximum.
with recursive places as (
    select $jurisdiction::varchar as jurisdiction
    union
    select parent
    from places
    inner join marts.jurisdictions on code = jurisdiction
    where parent is not null
)

select rules.*
from marts.provision_rules as rules
inner join places using (jurisdiction)
order by jurisdiction, source_line
