-- Grain: one row per mark of the time panels. panel: measured, reported, platform, act, law, ceiling, paused.
-- measured: published shares of sampled images, each of what its category says; never joined by a line. Answers to test
-- prompts are no sample and are left to the incidence page.
-- reported: the platform's statements of reasons a day, of the affair's category. law: a provision that begins in the period.
-- paused: a text whose application a court has paused, from when to when, whatever the act.
-- ceiling: a stretch of days with one answer, for an individual and $act with an altered image of an adult, without any
-- further condition; is_established is false where it is not established that a text read applies. Term and fine are each of
-- one text: article and fine_article.
-- Lanes are the chosen jurisdictions, or those with a law file in which most happened in the period, acts before changes of
-- law, $most of them.
with act_rows as (
    select *
    from marts.enforcement
    where
        is_counted and action_date <= $end::date
        and marts.latest(action_date, date_precision) >= $start::date
),
begun as (
    select distinct provision_id, jurisdiction, in_force_from
    from marts.reaches
    where in_force_from between $start::date and $end::date and not is_derived
),
busiest as (
    select code as jurisdiction
    from marts.jurisdictions
    left join (select jurisdiction as code, count(*) as act_count, min(action_date) as first_date from act_rows group by all)
        using (code)
    left join (select jurisdiction as code, count(*) as begun_count from begun group by all) using (code)
    where kind <> 'international' and (act_count > 0 or begun_count > 0)
    order by act_count desc nulls last, first_date, begun_count desc nulls last, code
    limit $most
),
lanes as (
    select unnest($jurisdictions::varchar[]) as jurisdiction
    union
    select jurisdiction from busiest where len($jurisdictions::varchar[]) = 0
),
marks as (
    select
        'measured' as panel,
        measurement_id as row_id,
        null::varchar as jurisdiction,
        window_start_date as start_date,
        window_end_date as end_date,
        'day' as date_precision,
        category as kind,
        producer as actor,
        null::varchar as article,
        value,
        value_low,
        value_high,
        null::bigint as max_prison_months,
        null::double as max_fine_amount,
        null::varchar as currency,
        false as is_binding,
        confidence <> 'low' as is_established,
        description_en as text_en,
        description_fr as text_fr,
        confidence,
        source_publisher,
        source_url,
    from marts.incidence
    where
        unit = 'share' and value is not null and quantity = 'output'
        and (
            (select shown_categories from marts.affair) is null
            or list_contains((select shown_categories from marts.affair), category)
        )
    union all by name
    select
        'reported' as panel, null as row_id, day as start_date, day as end_date, 'day' as date_precision,
        code as kind, sor.platform as actor, sor_count::double as value, true as is_established,
    from marts.sor_daily as sor
    inner join marts.affair on sor.platform = dsa_platform and sor.code = dsa_category
    where metric = 'category' and origin <> 'part'
    union all by name
    select
        'platform' as panel, statement_id as row_id, statement_date as start_date, statement_date as end_date,
        date_precision, stance as kind, speaker as actor, confidence <> 'low' as is_established,
        summary_en as text_en, summary_fr as text_fr, confidence, source_publisher, source_url,
    from marts.statements
    where measure_announced is not null and stance in ('announcement_of_measure', 'commitment')
    union all by name
    select
        'act' as panel, action_id as row_id, jurisdiction, action_date as start_date, action_date as end_date,
        date_precision, measure as kind, authority as actor, is_binding, confidence <> 'low' as is_established,
        summary_en as text_en, summary_fr as text_fr, confidence, source_publisher, source_url,
    from act_rows
    inner join lanes using (jurisdiction)
    union all by name
    select
        'law' as panel, provision_id as row_id, provisions.jurisdiction, begun.in_force_from as start_date,
        begun.in_force_from as end_date, 'day' as date_precision, harm as kind, instrument as actor, article,
        max_prison_months, max_fine_amount, currency, true as is_binding, confidence <> 'low' as is_established,
        offence_en as text_en, offence_fr as text_fr, confidence, source_publisher, source_url,
    from begun
    inner join lanes using (jurisdiction)
    inner join marts.provisions as provisions using (provision_id)
    union all by name
    select
        'ceiling' as panel, prison_provision_id as row_id, days.jurisdiction,
        greatest(coalesce(first_day, $start::date), $start::date) as start_date,
        least(coalesce(last_day, $end::date), $end::date) as end_date, 'day' as date_precision, $act as kind,
        instrument as actor, prison_article as article, fine_article, days.max_prison_months, days.max_fine_amount,
        days.currency, days.fine_kind, days.prison_kind, true as is_binding, days.standing = 'sure' as is_established,
        offence_en as text_en, offence_fr as text_fr, confidence, source_publisher, source_url,
    from marts.law_days as days
    inner join lanes using (jurisdiction)
    inner join marts.provisions as provisions on provisions.provision_id = prison_provision_id
    where act = $act and person = 'individual' and subject = 'adult'
    union all by name
    select distinct
        'paused' as panel, provision_id as row_id, reaches.jurisdiction,
        greatest(coalesce(first_day, $start::date), $start::date) as start_date,
        least(coalesce(last_day, $end::date), $end::date) as end_date, 'day' as date_precision, provisions.harm as kind,
        provisions.instrument as actor, provisions.article, true as is_binding, true as is_established,
        provisions.offence_en as text_en, provisions.offence_fr as text_fr, provisions.confidence,
        provisions.source_publisher, provisions.source_url,
    from marts.reaches as reaches
    inner join lanes using (jurisdiction)
    inner join marts.provisions as provisions using (provision_id)
    where list_contains(why_not, 'paused')
)

select *
from marks
where start_date <= $end::date and coalesce(end_date, start_date) >= $start::date
order by panel, jurisdiction, start_date, row_id
