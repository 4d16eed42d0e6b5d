-- One row: what the selection holds, and what is left out of the counts.
-- Acts dated to the month only count when their month overlaps the period; acts without a date are told apart.
with chosen as (
    select *
    from marts.enforcement
    where
        marts.is_chosen(jurisdiction, $jurisdictions)
        and (
            action_date is null
            or (action_date <= $end::date and marts.latest(action_date, date_precision) >= $start::date)
        )
),
counted as (from chosen where is_counted and action_date is not null)

select
    (select count(*) from counted) as act_count,
    (select count(distinct jurisdiction) from counted) as jurisdiction_count,
    (select count(*) from counted where is_binding) as binding_count,
    (select count(*) from counted where ladder_step = 'decision') as decision_count,
    (select count(*) from counted where measure = 'fine') as fine_count,
    (select count(*) from counted where status = 'open') as open_count,
    (select count(*) from counted where confidence = 'low') as low_count,
    (select count(*) from chosen where is_counted and action_date is null) as undated_count,
    (select count(*) from chosen where is_related_context) as context_count,
    (select count(*) from chosen where not is_counted and not is_related_context) as excluded_count,
    (select last_date from marts.anchors) as last_date,
