-- Grain: one row per archive of statements of reasons that the operator added, with what became of its rows.
-- is_used false: another archive of the same day stands for it, so that nothing is counted twice.
select
    archive,
    day,
    slug,
    kind,
    number,
    scope,
    schema_version,
    sha1,
    is_verified,
    row_count,
    counted_count,
    rejected_count,
    repeated_count,
    loaded_at,
    is_used,
from staging.sor_archives
order by day, slug, kind, number
