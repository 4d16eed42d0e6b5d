-- A share lies outside 0 to 1, or a count is negative.
select
    source_file as file,
    source_line as line,
    'value' as column_name,
    value as found,
    'a share from 0 to 1, a count from 0' as accepted,
from staging.detections
where value < 0 or (unit in ('share', 'share_of_subset') and value > 1)
