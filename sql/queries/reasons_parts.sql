-- A row per day of the period of which only a part is known for at least one of the platforms: it is in no rate or chart.
select day, list(platform order by platform) as platforms,
from marts.sor_days
where origin = 'part' and day between $start::date and $end::date and list_contains($platforms, platform)
group by day
order by day
