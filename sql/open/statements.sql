-- Open data: statements of the period, those without a date included; one made for the whole company counts everywhere.
from marts.statements
where
    marts.concerns(jurisdictions, $jurisdictions)
    and marts.placed(statement_date, date_precision, $start::date, $end::date) <> 'outside'
