-- A row per act of the selection, background and excluded acts included and marked. $steps: ladder steps, empty for all.
-- days: from the first alarm; null where only the month, or nothing, is known.
select
    action_id,
    action_date,
    date_precision,
    case when date_precision = 'day' then date_diff('day', first_alarm_date, action_date) end as days,
    jurisdiction,
    authority,
    authority_kind,
    target,
    measure,
    ladder_step,
    is_binding,
    harm,
    legal_basis,
    status,
    amount,
    currency,
    is_counted,
    is_related_context,
    exclusion_reason_en,
    exclusion_reason_fr,
    summary_en,
    summary_fr,
    confidence,
    source_kind,
    source_publisher,
    source_url,
    source2_publisher,
    source2_url,
from marts.enforcement
cross join marts.anchors
where
    marts.is_chosen(jurisdiction, $jurisdictions)
    and (len($steps) = 0 or list_contains($steps, ladder_step))
    and (
        action_date is null
        or (action_date <= $end::date and marts.latest(action_date, date_precision) >= $start::date)
    )
order by action_date nulls last, action_id
