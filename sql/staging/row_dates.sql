-- Grain: one row per row of the record that has an identifier, with its relation and the day it is of, where one is known.
-- For a measurement that is the first day of its window; its publication is published_date.
select 'incidence' as relation, measurement_id as row_id, coalesce(window_start, published) as row_date,
    case when window_start is null then published_precision else 'day' end as date_precision, published as published_date,
from raw.detections
union all
select 'enforcement', action_id, date, date_precision, null, from raw.enforcement_actions
union all
select 'statements', statement_id, date, date_precision, null, from raw.platform_statements
union all
select 'reactions', reaction_id, date, date_precision, null, from raw.public_reactions
union all
select 'provisions', provision_id, in_force_from, 'day', null, from raw.provisions
