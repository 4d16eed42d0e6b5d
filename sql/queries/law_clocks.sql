-- Grain: one row per provision with a clock for taking content down, grouped by what starts the clock: hours that start
-- with a complaint, an order or a report are not comparable. status as of $date; no hours: timely, without a number.
select
    takedown_clock_starts as clock_starts,
    takedown_nature as clock_nature,
    takedown_deadline_hours as deadline_hours,
    provisions.jurisdiction,
    instrument_en,
    instrument_fr,
    article,
    offence_en,
    offence_fr,
    case
        when exists (
            select *
            from marts.provision_pauses as pauses
            where
                pauses.provision_id = provisions.provision_id
                and $date::date between paused_from and coalesce(paused_to, $date::date)
        ) then 'paused'
        when in_force_from > $date::date then 'not_yet_in_force'
        when in_force_to < $date::date then 'no_longer_in_force'
        when in_force_from is null then 'start_not_established'
        else 'in_force'
    end as status,
    in_force_from,
    confidence,
    source_publisher,
    source_url,
    provision_id,
from marts.provisions
where
    takedown_clock_starts is not null
    and marts.is_chosen(jurisdiction, $jurisdictions::varchar[])
order by clock_starts, deadline_hours nulls last, jurisdiction
