-- One row: what the selection holds, and what is left out of the counts. An act counts in the period when its whole date
-- is in it; one known to a month that is partly in it is apart (month_only_count, months), one without a date too.
-- binding_count is of acts binding when taken, in_force_count of those still in force in the last source found; fines
-- and decisions count while they stand: undone_… are of those lifted, suspended, annulled or withdrawn.
with placed as (
    select
        *,
        marts.placed(action_date, date_precision, $start::date, $end::date) as place,
    from marts.enforcement
    inner join (select code as jurisdiction, kind, from marts.jurisdictions) using (jurisdiction)
    where marts.is_chosen(jurisdiction, $jurisdictions)
),
counted as (from placed where is_counted and place = 'inside')

select
    (select count(*) from counted) as act_count,
    (select count(*) from counted where date_precision = 'day') as day_count,
    (select count(*) from placed where is_counted and place = 'month') as month_only_count,
    coalesce((
        select list(distinct action_date::varchar order by action_date::varchar) from placed
        where is_counted and place = 'month'
    ), []) as months,
    (select count(*) from placed where is_counted and place = 'undated') as undated_count,
    (select count(distinct jurisdiction) from counted) as jurisdiction_count,
    (select count(distinct jurisdiction) from counted where kind = 'country') as country_count,
    coalesce((
        select list(distinct jurisdiction order by jurisdiction) from counted where kind = 'union'
    ), []) as unions,
    coalesce((
        select list(distinct jurisdiction order by jurisdiction) from counted where kind = 'subdivision'
    ), []) as subdivisions,
    (select count(*) from counted where kind = 'international') as international_count,
    (select count(*) from counted where is_binding) as binding_count,
    (select count(*) from counted where is_binding and is_in_force) as in_force_count,
    (select count(*) from counted where is_binding and is_in_force is null) as force_unknown_count,
    (
        select count(*) from counted where ladder_step = 'decision' and is_standing is distinct from false
    ) as decision_count,
    (select count(*) from counted where ladder_step = 'decision' and not is_standing) as undone_decision_count,
    (select count(*) from counted where measure = 'fine' and is_standing is distinct from false) as fine_count,
    (select count(*) from counted where measure = 'fine' and not is_standing) as undone_fine_count,
    (select count(*) from counted where status = 'open') as open_count,
    (select count(*) from counted where confidence = 'low') as low_count,
    (select count(*) from placed where is_related_context and place <> 'outside') as context_count,
    (select count(*) from placed where not is_counted and not is_related_context and place <> 'outside')
        as excluded_count,
    (select last_date from marts.anchors) as last_date,
