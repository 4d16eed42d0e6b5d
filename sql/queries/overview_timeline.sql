-- The affair on one axis: a row per measurement window, statement, act and provision that began in the period.
-- known_date: the last day it may have begun on.
-- place: of a row known to a month that is only partly in the period, month: it is drawn, and not counted.
-- Filtered by jurisdiction where the row has one; measurements of a world-wide platform are always shown.
-- Provisions are of the places chosen, else of those of the affair: who acted, spoke or was spoken of, and its reference.
with named as (
    select jurisdiction as code from marts.enforcement
    union
    select jurisdiction from marts.reactions
    union
    select unnest(jurisdictions) from marts.statements
    union
    select reference_jurisdiction from marts.affair
),
concerned as (
    from named
    union
    select parent from marts.jurisdictions semi join named using (code)
),
measured as (
    select
        'measured' as lane,
        measurement_id as row_id,
        window_start_date as start_date,
        coalesce(window_end_date, window_start_date) as end_date,
        'day' as date_precision,
        null::varchar as jurisdiction,
        producer as actor_en,
        producer as actor_fr,
        category as code,
        description_en as text_en,
        description_fr as text_fr,
        false as is_binding,
        true as is_counted,
        confidence,
        source_publisher,
        source_url,
    from marts.incidence
    where quantity in ('output', 'request') and window_start_date is not null
),
said as (
    select
        'said', statement_id, statement_date, statement_date, date_precision, null, speaker, speaker, stance,
        summary_en, summary_fr, false, true, confidence, source_publisher, source_url,
    from marts.statements
    where
        statement_date is not null
        and marts.concerns(jurisdictions, $jurisdictions)
),
done as (
    select
        'done', action_id, action_date, action_date, date_precision, jurisdiction, authority, authority,
        measure, summary_en, summary_fr, is_binding, is_counted, confidence, source_publisher, source_url,
    from marts.enforcement
    where
        action_date is not null and not is_related_context
        and marts.is_chosen(jurisdiction, $jurisdictions)
),
law as (
    select
        'law', provision_id, in_force_from, in_force_from, 'day', jurisdiction, instrument_en || ', ' || article,
        instrument_fr || ', ' || article, harm,
        offence_en, offence_fr, true, true, confidence, source_publisher, source_url,
    from marts.provisions
    where
        in_force_from is not null and not is_derived
        and marts.is_chosen(jurisdiction, $jurisdictions)
        and (len($jurisdictions) > 0 or jurisdiction in (from concerned))
),
every_row as (
    from measured
    union all
    from said
    union all
    from done
    union all
    from law
)

select
    *,
    marts.placed(start_date, date_precision, $start, $end) as place,
    marts.latest(start_date, date_precision) as known_date,
from every_row
where start_date <= $end and marts.latest(end_date, date_precision) >= $start
order by start_date, lane, row_id
