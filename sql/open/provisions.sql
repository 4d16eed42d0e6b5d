-- Open data: provisions in force on a day of the period, those whose dates are not known included.
from marts.provisions
where
    marts.is_chosen(jurisdiction, $jurisdictions)
    and coalesce(in_force_from, $start::date) <= $end::date
    and coalesce(in_force_to, $end::date) >= $start::date
