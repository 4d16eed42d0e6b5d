-- A row per counted block of the service in the selection: when it began, when it ended, its length, what was obtained.
-- It ended with the act that lifts it, else on the day of the status that undid it (lifted, expired, annulled, suspended);
-- is_over without lifted_date: it did, nobody said when. days: the most those dates allow; is_most: one is a month.
with blocks as (select *, marts.latest(action_date, date_precision) as latest_date, from marts.enforcement where measure = 'service_block' and is_counted),
lifts as (select *, marts.latest(action_date, date_precision) as latest_date, from marts.enforcement where measure = 'block_lifted'),
undertakings as (from marts.enforcement where measure = 'commitment'),
ended as (
    select
        blocks.*,
        lifts.action_id as lifted_action_id,
        coalesce(lifts.action_date, if(blocks.is_standing, null, blocks.status_date)) as lifted_date,
        if(lifts.action_id is null, blocks.status_date_precision, lifts.date_precision) as lifted_precision,
        lifts.action_id is not null or coalesce(not blocks.is_standing, false) as is_over,
    from blocks
    asof left join lifts on lifts.jurisdiction = blocks.jurisdiction and lifts.latest_date >= blocks.action_date
)

select
    jurisdiction,
    authority,
    action_date as block_date,
    date_precision as block_precision,
    lifted_date,
    if(lifted_date is null, null, lifted_precision) as lifted_precision,
    is_over,
    date_diff('day', action_date, marts.latest(lifted_date, lifted_precision)) as days,
    coalesce('month' in (date_precision, lifted_precision), false) as is_most,
    (
        select any_value(undertakings.summary_en) from undertakings
        where undertakings.jurisdiction = ended.jurisdiction
        and undertakings.action_date between ended.action_date and ended.lifted_date
    ) as obtained_en,
    (
        select any_value(undertakings.summary_fr) from undertakings
        where undertakings.jurisdiction = ended.jurisdiction
        and undertakings.action_date between ended.action_date and ended.lifted_date
    ) as obtained_fr,
    action_id,
    lifted_action_id,
    source_publisher,
    source_url,
from ended
where
    marts.is_chosen(jurisdiction, $jurisdictions)
    and marts.placed(action_date, date_precision, $start::date, $end::date) in ('inside', 'month')
order by action_date
