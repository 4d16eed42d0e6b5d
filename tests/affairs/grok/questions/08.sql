-- Question 8: what share of the acts has binding effect, and what the others are.
select
    ladder_step,
    measure,
    is_binding,
    count(*) as act_count,
    count(*) / sum(count(*)) over () as act_share,
from marts.enforcement
where
    is_counted
    and marts.is_chosen(jurisdiction, $jurisdictions)
group by all
order by is_binding desc, act_count desc, measure
