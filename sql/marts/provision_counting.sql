-- Grain: one row per provision: how several acts of one defendant count under it.
-- The rule is that of the criminal law of the jurisdiction, or the one stated for the same act; where the table of rules
-- is silent, not_established. The same act is recognised by its name, its European number or its article.
with provisions as (select * from raw.provisions),
rules as (select * from raw.counting_rules),
criminal as (
    select provision_id, rules.*, 1 as nearness
    from provisions
    inner join rules using (jurisdiction)
    where
        provisions.regime = 'criminal'
        and rules.rule in ('single_ceiling_per_kind', 'heaviest_plus_half', 'aggregate_or_concurrent')
),
stated_for_the_act as (
    select provision_id, rules.*, 0 as nearness
    from provisions
    inner join rules using (jurisdiction)
    where
        provisions.regime <> 'criminal'
        and (
            starts_with(provisions.instrument_local, rules.instrument)
            or provisions.instrument_en = rules.instrument
            or contains(provisions.article, rules.article)
            or contains(provisions.instrument_local, nullif(regexp_extract(rules.instrument, '[0-9]{4}/[0-9]+'), ''))
        )
),
found as (
    select * from criminal
    union all
    select * from stated_for_the_act
    qualify row_number() over (partition by provision_id order by nearness, source_line) = 1
)

select
    provision_id,
    coalesce(rule, 'not_established') as counting_rule,
    found.instrument as counting_instrument,
    found.article as counting_article,
    found.description_en as counting_en,
    found.description_fr as counting_fr,
    found.source_url as counting_source_url,
    publishers.name as counting_source_publisher,
    found.confidence as counting_confidence,
from provisions
left join found using (provision_id)
left join staging.publishers as publishers on publishers.publisher = found.source_publisher
order by provision_id
