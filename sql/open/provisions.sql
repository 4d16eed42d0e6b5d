-- Open data: provisions in force on a day of the period, those whose dates are not known included.
from marts.provisions
where
    (len($jurisdictions) = 0 or list_contains($jurisdictions, jurisdiction))
    and coalesce(in_force_from, $start::date) <= $end::date
    and coalesce(in_force_to, $end::date) >= $start::date
