-- A row per claim of the selection and test or finding that bears on it. is_earlier: it began before the claim was made.
select *, coalesce(marts.latest(evidence_date, evidence_precision) < statement_date, false) as is_earlier,
from marts.claim_tests
where
    statement_id in (
        select statement_id from marts.statements
        where marts.concerns(jurisdictions, $jurisdictions)
    )
    and marts.placed(statement_date, date_precision, $start::date, $end::date) <> 'outside'
order by statement_date nulls last, statement_id, claim_test_id
