-- Open data: the sources of this affair; no counts of the Union's database where it reports nothing to it.
from marts.sources
where source_id not in ('sor_daily', 'dsa') or row_count > 0 or (select dsa_platform from marts.affair) is not null
