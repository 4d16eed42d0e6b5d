-- A measurement is said to be a subset of one that does not exist.
select
    source_file as file,
    source_line as line,
    'subset_of' as column_name,
    parent_measurement_id as found,
    'a measurement_id of this file' as accepted,
from staging.detections as child
where
    parent_measurement_id is not null
    and not exists (select 1 from staging.detections as parent where parent.measurement_id = child.parent_measurement_id)
