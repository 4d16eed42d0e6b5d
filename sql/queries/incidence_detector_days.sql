-- A row per day of the operator's own detectors within the period. frame_code: what may be joined by a line, one detector,
-- category, population and threshold; numbered where a detector and a category have several, over all the data.
with framed as (
    select
        *,
        dense_rank() over (partition by detector, category order by population, flag_at) as place,
    from marts.detector_days
),
coded as (
    select
        *,
        detector || ':' || category
        || case when max(place) over (partition by detector, category) > 1 then ':' || place else '' end as frame_code,
    from framed
)

select * exclude (place)
from coded
where day between $start and $end
order by category, detector, frame_code, day
