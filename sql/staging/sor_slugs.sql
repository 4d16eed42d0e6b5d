-- Grain: one row per platform in the historical file or an archive; slug: how the database writes it in the names of a
-- platform's own archives (sor-<slug>-<date>).
with every_name as (
    select platform from raw.sor_daily
    union
    select platform from raw.dsa_metrics
)

select platform, trim(regexp_replace(lower(platform), '[^a-z0-9]+', '-', 'g'), '-') as slug,
from every_name
