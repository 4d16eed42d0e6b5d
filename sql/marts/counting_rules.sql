-- Grain: one row per jurisdiction and rule: how several acts of one defendant count. Silence means not established.
select
    jurisdiction,
    rule,
    instrument,
    article,
    description_en,
    description_fr,
    source_url,
    publishers.name as source_publisher,
    confidence,
    notes,
from raw.counting_rules as rules
left join staging.publishers as publishers on publishers.publisher = rules.source_publisher
order by all
