-- Open data: breaks of a series in the period.
from marts.series_breaks
where day between $start::date and $end::date
