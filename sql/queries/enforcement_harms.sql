-- A row per harm and force of the counted acts: who acts for minors (csam), for adults (ncii), for both.
select
    harm,
    count(*) as act_count,
    count(*) filter (is_binding) as binding_count,
    count(*) filter (is_binding and is_in_force) as in_force_count,
    count(distinct jurisdiction) as jurisdiction_count,
    count(*) filter (ladder_step = 'decision' and is_standing is distinct from false) as decision_count,
from marts.enforcement
where
    is_counted
    and marts.is_chosen(jurisdiction, $jurisdictions)
    and marts.placed(action_date, date_precision, $start::date, $end::date) = 'inside'
group by harm
order by act_count desc
