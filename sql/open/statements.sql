-- Open data: statements of the period, those without a date included; one made for the whole company counts everywhere.
from marts.statements
where
    (len($jurisdictions) = 0 or list_has_any(jurisdictions, $jurisdictions) or list_contains(jurisdictions, 'INT'))
    and (
        statement_date is null
        or (
            statement_date <= $end::date
            and case when date_precision = 'month' then last_day(statement_date) else statement_date end >= $start::date
        )
    )
