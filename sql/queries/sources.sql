-- Every source: what it is, what it holds, what it cannot say. is_of_affair: not where the affair reports nothing to the
-- Union and none of its counts is here.
select
    *,
    source_id not in ('sor_daily', 'dsa') or row_count > 0 or (select dsa_platform from marts.affair) is not null
        as is_of_affair,
from marts.sources
order by source_id
