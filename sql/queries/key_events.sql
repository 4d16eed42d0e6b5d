-- A row per key event of the affair in the period, in order; those without a date last. label: what it is called.
-- published_date: of a measurement that was published after the first day examined, which is its event_date.
select
    place,
    relation,
    row_id,
    event_date,
    date_precision,
    label_en,
    label_fr,
    published_date,
    published_precision,
from marts.key_events
left join (
    select measurement_id as row_id, published_date, published_precision, from marts.incidence
    where published_date > window_start_date
) using (row_id)
where event_date is null or event_date between $start::date and $end::date
order by event_date nulls last, place
