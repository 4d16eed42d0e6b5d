-- Open data: daily counts of statements of reasons of the period.
from marts.sor_daily
where day between $start::date and $end::date
