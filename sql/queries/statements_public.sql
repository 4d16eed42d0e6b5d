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
    columns('^(source2?|document)_(url|publisher|via|origin|title|read)$|^document_date$'),
    source_kind,
    marts.placed(statement_date, date_precision, $start::date, $end::date) as place,
from marts.statements
where
    marts.placed(statement_date, date_precision, $start::date, $end::date) <> 'outside'
    and marts.concerns(jurisdictions, $jurisdictions)
    and (len($stances) = 0 or list_contains($stances, stance))
order by statement_date nulls last, statement_id
