-- A row per measurement whose doubt can be explored: a share of images examined with an interval.
select
    measurement_id,
    producer,
    category,
    value,
    sampled_count,
    detector,
from marts.incidence
where quantity = 'output' and unit = 'share' and value_low is not null and value between 0 and 1
order by value
