-- A relation ends earlier, or begins later, than in the version being served.
select
    relation,
    before.first_date as served_from,
    after.first_date as candidate_from,
    before.data_date as served_to,
    after.data_date as candidate_to,
from served.marts.coverage as before
left join candidate.marts.coverage as after using (relation)
where after.data_date is null or after.data_date < before.data_date or after.first_date > before.first_date
order by all
