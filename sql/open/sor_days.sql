-- Open data: the days of the period on which a platform's statements of reasons are known.
from marts.sor_days
where day between $start::date and $end::date
