-- A measurement ends before it begins.
select
    source_file as file,
    source_line as line,
    'window_end' as column_name,
    window_end_date as found,
    'a date from ' || window_start_date || ' on' as accepted,
from staging.detections
where window_end_date < window_start_date
