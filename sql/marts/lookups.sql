-- Grain: one row per thing that was looked for: a whole source (row_id null), or what may follow a row. known_to: the day up
-- to which the evidence reaches, its first day when only the month is known. Not found is weak evidence.
select
    source as source_id,
    row_id,
    subject_en,
    subject_fr,
    looked_on::date as looked_date,
    case when length(known_to) = 7 then known_to || '-01' else known_to end::date as known_to_date,
    case length(known_to) when 7 then 'month' when 10 then 'day' end as known_to_precision,
    is_found = 'true' as is_found,
    note_en,
    note_fr,
    url as source_url,
from raw.lookups
order by looked_date desc, row_id nulls first, source_id, subject_en
