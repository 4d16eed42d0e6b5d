-- A row per public statement of the selection; $stances empty for all. Statements without a date are kept, last.
-- place: inside the period, undated, or known to a month that is only partly in it; only those inside count.
select
    statement_id,
    statement_date,
    coalesce(date_precision, 'unknown') as date_precision,
    speaker,
    speaker_kind,
    channel,
    stance,
    measure_announced,
    measure_effective_date,
    list_aggregate(jurisdictions, 'string_agg', ', ') as jurisdictions,
    summary_en,
    summary_fr,
    confidence,
    document_read,
    document_title,
    document_date,
    document_publisher,
    document_url,
    source_kind,
    source_via,
    source_origin,
    source_publisher,
    source_url,
    source2_via,
    source2_origin,
    source2_publisher,
    source2_url,
    marts.placed(statement_date, date_precision, $start::date, $end::date) as place,
from marts.statements
where
    marts.placed(statement_date, date_precision, $start::date, $end::date) <> 'outside'
    and marts.concerns(jurisdictions, $jurisdictions)
    and (len($stances) = 0 or list_contains($stances, stance))
order by statement_date nulls last, statement_id
