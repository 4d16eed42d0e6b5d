-- A measurement has no row in data/reference/frames.csv: what was measured on what is not known, and no page would show it.
select
    source_file as file,
    source_line as line,
    'measurement_id' as column_name,
    measurement_id as found,
    'a row of data/reference/frames.csv for each measurement' as accepted,
from raw.detections
anti join raw.frames using (measurement_id)
