-- A row per key event of the affair in the period, in order; those without a date last. label: what it is called.
select
    place,
    relation,
    row_id,
    event_date,
    date_precision,
    label_en,
    label_fr,
from marts.key_events
where event_date is null or event_date between $start::date and $end::date
order by event_date nulls last, place
