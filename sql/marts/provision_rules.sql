-- Grain: one row per rule of law that takes a further fact into account (an earlier conviction, a habit) for a maximum of
-- other articles. effect: raises (by prison_factor and fine_factor), does_not_raise, or not_computed from the facts asked.
-- only_provisions empty: a general rule, for every criminal provision of the jurisdiction that addresses these persons.
select
    rule_id,
    jurisdiction,
    instrument_local as instrument,
    instrument_en,
    instrument_fr,
    article,
    rule_en,
    rule_fr,
    requires,
    addressees,
    only_provisions,
    effect,
    prison_factor,
    fine_factor,
    in_force_from,
    in_force_to,
    confidence,
    source_url,
    coalesce(publishers.name, source_publisher) as source_publisher,
    read_version_date,
    read_version_precision,
    notes,
    source_file,
    source_line,
from raw.provision_rules
left join staging.publishers as publishers on publisher = source_publisher
order by rule_id
