-- A row of the version being served is gone, and data/withdrawn.csv says neither when nor why.
select
    before.relation,
    before.row_id,
from served.marts.documents as before
where
    before.row_id not in (select row_id from candidate.marts.documents)
    and before.row_id not in (select row_id from candidate.marts.withdrawn)
order by all
