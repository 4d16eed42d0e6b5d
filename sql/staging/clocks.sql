-- Grain: one row per clock of the affair: a day from which days are counted, and the row whose day it is. The clock of a
-- measurement starts with its publication, the others with the day their row is of.
select
    clocks.place,
    clocks.clock,
    case clocks.clock when 'measurement' then published_date else row_date end as clock_date,
    relation,
    row_id,
    why_en,
    why_fr,
from raw.clocks as clocks
inner join staging.row_dates using (row_id)
