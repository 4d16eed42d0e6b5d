-- More items are flagged than were sampled, or the share published is not their ratio.
select
    source_file as file,
    source_line as line,
    'k' as column_name,
    flagged_count as found,
    'at most n, and k / n within 0.005 of value' as accepted,
from staging.detections
where
    flagged_count > sampled_count
    or (unit in ('share', 'share_of_subset') and value between 0 and 1 and abs(flagged_count / sampled_count - value) > 0.005)
