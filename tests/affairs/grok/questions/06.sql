-- Question 6: who acts for minors (csam), adults (ncii) or both; do acts for minors come sooner or bind more?
select
    harm,
    count(*) as act_count,
    count(*) filter (is_binding) as binding_count,
    count(*) filter (is_binding) / count(*) as binding_share,
    median(date_diff('day', first_alarm_date, action_date)) filter (date_precision = 'day') as median_days,
    string_agg(distinct jurisdiction, ', ' order by jurisdiction) as jurisdictions,
    string_agg(distinct authority_kind, ', ' order by authority_kind) as authority_kinds,
from marts.enforcement
cross join marts.anchors
where
    is_counted
    and marts.is_chosen(jurisdiction, $jurisdictions)
group by harm
order by act_count desc
