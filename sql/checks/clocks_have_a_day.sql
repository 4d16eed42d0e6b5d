-- A clock of affair.yml is taken from a row that has no day: nothing can be counted from it.
select
    'data/affair.yml' as file,
    'clocks' as column_name,
    row_id as found,
    'a row with a date (for the clock of a measurement, its day of publication)' as accepted,
from staging.clocks
where clock_date is null
