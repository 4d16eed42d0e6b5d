-- A row per block of the service in the selection: when it began, when it was lifted, its length, what was obtained.
with blocks as (from marts.enforcement where measure = 'service_block'),
lifts as (from marts.enforcement where measure = 'block_lifted'),
undertakings as (from marts.enforcement where measure = 'commitment')

select
    blocks.jurisdiction,
    blocks.authority,
    blocks.action_date as block_date,
    lifts.action_date as lifted_date,
    date_diff('day', blocks.action_date, lifts.action_date) as days,
    (
        select any_value(undertakings.summary_en) from undertakings
        where undertakings.jurisdiction = blocks.jurisdiction
        and undertakings.action_date between blocks.action_date and lifts.action_date
    ) as obtained_en,
    (
        select any_value(undertakings.summary_fr) from undertakings
        where undertakings.jurisdiction = blocks.jurisdiction
        and undertakings.action_date between blocks.action_date and lifts.action_date
    ) as obtained_fr,
    blocks.action_id,
    lifts.action_id as lifted_action_id,
    blocks.source_publisher,
    blocks.source_url,
from blocks
asof left join lifts on lifts.jurisdiction = blocks.jurisdiction and lifts.action_date >= blocks.action_date
where
    marts.is_chosen(blocks.jurisdiction, $jurisdictions)
    and marts.placed(blocks.action_date, blocks.date_precision, $start::date, $end::date) in ('inside', 'month')
order by blocks.action_date
