-- A row per public statement of the selection; $stances empty for all. Statements without a date are kept, last.
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
    source_kind,
    source_publisher,
    source_url,
    source2_publisher,
    source2_url,
from marts.statements
where
    (
        statement_date is null
        or (
            statement_date <= $end::date
            and case when date_precision = 'month' then last_day(statement_date) else statement_date end >= $start::date
        )
    )
    and (len($jurisdictions) = 0 or list_has_any(jurisdictions, $jurisdictions) or list_contains(jurisdictions, 'INT'))
    and (len($stances) = 0 or list_contains($stances, stance))
order by statement_date nulls last, statement_id
