-- A row per figure that the platform published of itself (own_ids of the affair), whatever the period.
select
    measurement_id,
    published_date,
    published_precision,
    category,
    value,
    unit,
    description_en,
    description_fr,
    confidence,
    source_publisher,
    source_url,
from marts.incidence
where measurement_id in (select unnest(own_ids) from marts.affair)
order by published_date nulls last, measurement_id
