-- The rows of one relation in the chosen period and jurisdictions, those without a day included and last.
-- $placed: that relation's rows with their day and places, as etl/warehouse/recorded.py selects them.
select * exclude (of_places, of_day, of_precision)
from query($placed)
where
    marts.concerns(of_places, $jurisdictions)
    and marts.placed(of_day, of_precision, $start::date, $end::date) <> 'outside'
