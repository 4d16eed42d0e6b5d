-- Grain: one row per provision and circumstance. Maxima provided by law: neither a forecast nor a sum.
-- A blank maximum is unknown or not applicable, never zero. max_fine_eur at the one reference date, two significant
-- figures (LEGAL: conversions are rounded so that they do not look exact), null without a rate.
with provisions as (select * from raw.provisions),
rates as (select * from staging.rates),
publishers as (select * from staging.publishers),
documents as (
    select row_id, source_kind, document_url, document_publisher, document_read, entered_date,
    from staging.documents
    where relation = 'provisions'
),
build as (select as_of from raw.build),
pauses as (
    select distinct provision_id
    from raw.provision_pauses
    cross join raw.build
    where as_of between paused_from and coalesce(paused_to, as_of)
),
-- The facts: the affair's days; without an end, to the end of the month after the first.
facts as (
    select facts_from as first_date, coalesce(facts_to, last_day(facts_from + interval 1 month)) as last_date,
    from raw.affair
),
converted as (
    select
        provision_id,
        rates.rate_date,
        max_fine_amount / rates.units_per_eur as exact_eur,
    from provisions
    inner join rates using (currency)
    where max_fine_amount is not null
)

select
    provision_id,
    jurisdiction,
    level,
    instrument_local as instrument,
    instrument_en,
    instrument_fr,
    article,
    offence_en,
    offence_fr,
    harm,
    regime,
    addressee,
    circumstance,
    requires,
    prosecution,
    prison_kind,
    max_prison_months,
    is_life,
    min_prison_months,
    fine_kind,
    max_fine_amount,
    currency,
    case
        when currency = 'EUR' then max_fine_amount
        when exact_eur > 0 then round(exact_eur, 1 - floor(log10(exact_eur))::integer)
    end as max_fine_eur,
    converted.rate_date,
    max_fine_turnover_share,
    turnover_base,
    turnover_rule,
    fine_note,
    is_damages,
    takedown_deadline_hours,
    takedown_clock_starts,
    takedown_nature,
    is_derived,
    derived_from,
    acts,
    subjects,
    synthetic_covered,
    intent,
    binds_states,
    stage,
    status_as_read,
    in_force_from,
    in_force_to,
    case
        when stage in ('bill', 'adopted_not_in_force') then stage
        when pauses.provision_id is not null then 'paused'
        when in_force_from > build.as_of then 'not_yet_in_force'
        when in_force_to < build.as_of then 'no_longer_in_force'
        when in_force_from is null then 'start_not_established'
        else 'in_force'
    end as status_on_build,
    confidence,
    coalesce(documents.source_kind, 'unknown') as source_kind,
    source_url,
    publishers.name as source_publisher,
    publishers.via as source_via,
    documents.document_url,
    documents.document_publisher,
    documents.document_read,
    documents.entered_date,
    source2_url,
    source_is_whole_text,
    read_version_date,
    read_version_precision,
    case
        when read_version_date is null then 'unknown'
        when read_version_date > facts.last_date then 'later'
        when case read_version_precision when 'month' then last_day(read_version_date) else read_version_date end
            < facts.first_date then 'earlier'
        else 'same'
    end as read_version_timing,
    notes,
    source_file,
    source_line,
from provisions
cross join build
cross join facts
left join converted using (provision_id)
left join rates using (currency)
left join publishers on publishers.publisher = provisions.source_publisher
left join documents on documents.row_id = provisions.provision_id
left join pauses using (provision_id)
order by provision_id
