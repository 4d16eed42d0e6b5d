-- Grain: one row per archive of statements of reasons that the operator added, with what became of its rows.
-- is_used false: another archive of the same day stands for it, a newer one replaced it (replaced_at, and the successor's
-- SHA-1; else empty), or the historical file has its day and platforms; so nothing is counted twice.
with chosen as (select * from staging.sor_chosen),
history as (select distinct day from raw.sor_daily),
ours as (
    select
        archive, day, slug, kind, number, scope, schema_version, sha1, is_verified, row_count, counted_count,
        rejected_count, repeated_count, loaded_at,
        -- One without a statement speaks for a day that the historical file does not have.
        case
            when counted_count = 0 then is_used and day not in (from history)
            else sha256 in (select sha256 from chosen where not is_in_history)
        end as is_used,
        '' as replaced_at,
        '' as replaced_by,
    from staging.sor_archives
),
replaced as (
    select
        archive, day, slug, kind, number, scope, "schema", sha1, is_verified, "rows", counted, rejected, repeated,
        loaded_at, false, replaced_at, replaced_by,
    from raw.dsa_replaced
)

from ours
union all
from replaced
order by day, slug, kind, number, loaded_at
