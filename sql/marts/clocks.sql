-- Grain: one row per day from which days can be counted, the usual one first, with the row it is taken from and why.
select
    place,
    clock,
    clock_date,
    relation,
    row_id,
    why_en,
    why_fr,
from staging.clocks
order by place
