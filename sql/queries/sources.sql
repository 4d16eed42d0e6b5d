-- Every source: what it is, what it holds, what it cannot say.
select *
from marts.sources
order by source_id
