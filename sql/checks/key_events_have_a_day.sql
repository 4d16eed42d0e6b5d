-- A key event of affair.yml is a row without a date: it has no place on an axis of time.
select
    'data/affair.yml' as file,
    'key_events' as column_name,
    row_id as found,
    'a row with a date' as accepted,
from raw.key_events
inner join staging.row_dates using (row_id)
where row_date is null
