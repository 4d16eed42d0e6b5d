-- A row per act of the selection, background and excluded acts included and marked. $steps: ladder steps, empty for all.
-- days: from the affair's first clock; null where only the month, or nothing, is known. place: inside the period, undated,
-- or known to a month that is only partly in it; only those inside count.
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
    is_standing,
    is_in_force,
    harm,
    legal_basis,
    status,
    status_date,
    status_publisher,
    status_url,
    amount,
    currency,
    is_counted,
    is_related_context,
    exclusion_reason_en,
    exclusion_reason_fr,
    summary_en,
    summary_fr,
    confidence,
    columns('^(source2?|document)_(url|publisher|via|origin|title|read)$|^document_date$'),
    source_kind,
    marts.placed(action_date, date_precision, $start::date, $end::date) as place,
from marts.enforcement
cross join marts.anchors
where
    marts.is_chosen(jurisdiction, $jurisdictions)
    and (len($steps) = 0 or list_contains($steps, ladder_step))
    and place <> 'outside'
order by action_date nulls last, action_id
