-- Grain: one row per key event of the affair (15 at most): a row of the record with a short name in both languages.
select
    events.place,
    relation,
    row_id,
    row_date as event_date,
    date_precision,
    label_en,
    label_fr,
from raw.key_events as events
inner join staging.row_dates using (row_id)
order by events.place
