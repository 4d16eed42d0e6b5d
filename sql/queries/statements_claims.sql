-- A row per claim of the selection and test or finding that bears on it.
select *
from marts.claim_tests
where
    statement_id in (
        select statement_id from marts.statements
        where len($jurisdictions) = 0 or list_has_any(jurisdictions, $jurisdictions) or list_contains(jurisdictions, 'INT')
    )
    and (
        statement_date is null
        or (
            statement_date <= $end::date
            and case when date_precision = 'month' then last_day(statement_date) else statement_date end >= $start::date
        )
    )
order by statement_date nulls last, statement_id, claim_test_id
