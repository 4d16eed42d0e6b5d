-- A row per archive of statements of reasons that the operator added, the newest day first.
select
    archive,
    day,
    scope,
    row_count,
    counted_count,
    rejected_count,
    repeated_count,
    is_verified,
    is_used,
    sha1,
    loaded_at,
    replaced_at,
from marts.sor_archives
order by day desc, archive
