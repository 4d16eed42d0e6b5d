-- Open data: statements of the period, those without a date included; one made for the whole company counts everywhere.
from marts.statements
where
    marts.concerns(jurisdictions, $jurisdictions)
    and (
        statement_date is null
        or (statement_date <= $end::date and marts.latest(statement_date, date_precision) >= $start::date)
    )
