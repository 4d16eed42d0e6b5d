-- Open data: measurements whose window touches the period, those without a window included. They have no jurisdiction.
from marts.incidence
where
    coalesce(window_start_date, $start::date) <= $end::date
    and coalesce(window_end_date, window_start_date, $end::date) >= $start::date
