-- Question 7: which legal entity is addressed, as the sources name it, and by whom.
select
    array_to_string(list_sort(string_split(target, '|')), '|') as target,  -- as named, in one order
    count(*) as act_count,
    count(*) filter (is_binding) as binding_count,
    string_agg(distinct jurisdiction, ', ' order by jurisdiction) as jurisdictions,
from marts.enforcement
where
    is_counted
    and marts.is_chosen(jurisdiction, $jurisdictions)
group by all
order by act_count desc, target
