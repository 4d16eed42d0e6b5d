-- Grain: one row per archive in the user's store; is_used says whether sor_daily counts it, standing what it is good for.
-- A full archive before a light one of the same name, the global archive of a day before those of platforms and before
-- parts, an inner zip before its own CSVs.
with archives as (
    select
        *,
        case
            when scope = 'global' then 0
            when scope = 'platform' then 1
            when kind = 'unnamed' then 4
            when slug = 'global' then 2
            else 3
        end as standing,
    from raw.dsa_archives
),
whole_days as (select distinct day from archives where standing = 0),
ranked as (
    select
        archives.*,
        row_number() over (partition by archives.day, slug, number order by kind = 'full' desc, loaded_at desc) as place,
        standing > 0 and whole_days.day is not null as is_in_its_day,
        exists (
            from archives as holder
            where holder.day = archives.day and holder.slug = archives.slug and archives.standing in (2, 3)
                and holder.standing = archives.standing and archives.number like holder.number || '-%'
        ) as is_in_its_zip,
    from archives
    left join whole_days on whole_days.day = archives.day
)

select
    archive,
    day,
    slug,
    kind,
    number,
    scope,
    "schema" as schema_version,
    sha1,
    sha256,
    is_verified,
    "rows" as row_count,
    counted as counted_count,
    rejected as rejected_count,
    repeated as repeated_count,
    loaded_at,
    standing,
    place = 1 and not is_in_its_day and not is_in_its_zip as is_used,
from ranked
