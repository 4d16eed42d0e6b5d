-- Grain: one row per mark of the time panels. panel: measured, reported, platform, act, law, ceiling.
-- measured: published shares of sampled images, each of what its category says; never joined by a line. Answers to test
-- prompts are no sample and are left to the incidence page.
-- reported: the platform's statements of reasons a day, of the affair's category. law: a provision that begins or ends in
-- the period.
-- ceiling: a stretch of days with one maximum, for an individual and $act with an altered image of an adult, without any
-- further condition; is_established is false where it is not established that a provision covers altered images.
-- Lanes are the chosen jurisdictions, or the $most with the most acts in the period that have a law file.
with act_rows as (
    select *
    from marts.enforcement
    where
        is_counted and action_date <= $end::date
        and case when date_precision = 'month' then last_day(action_date) else action_date end >= $start::date
),
busiest as (
    select jurisdiction
    from act_rows
    where jurisdiction in (select code from marts.jurisdictions where provision_count > 0)
    group by jurisdiction
    order by count(*) desc, min(action_date), jurisdiction
    limit $most
),
lanes as (
    select unnest($jurisdictions::varchar[]) as jurisdiction
    union
    select jurisdiction from busiest where len($jurisdictions::varchar[]) = 0
),
reach as (
    select
        provisions.*,
        coalesce(in_force_from, date '1900-01-01') as first_day,
        coalesce(in_force_to, date '2999-12-31') as last_day,
        synthetic_covered = 'yes' and confidence <> 'low' as is_sure,
    from marts.provisions
    inner join lanes using (jurisdiction)
    where
        regime = 'criminal' and stage = 'enacted' and addressee = 'individual' and not binds_states
        and list_contains(acts, $act) and list_contains(subjects, 'adult')
        and synthetic_covered <> 'no' and len(requires) = 0
),
edges as (
    select jurisdiction, first_day as day from reach
    union
    select jurisdiction, last_day + 1 from reach where last_day < date '2999-12-31'
),
stretches as (
    select
        jurisdiction,
        day as start_date,
        coalesce(lead(day) over (partition by jurisdiction order by day) - 1, date '2999-12-31') as end_date,
    from edges
),
ceilings as (
    select
        stretches.jurisdiction,
        start_date,
        end_date,
        bool_or(is_sure) as is_established,
        arg_max(reach, [is_sure::integer, coalesce(max_prison_months, 0), coalesce(max_fine_amount, 0)]) as top,
    from stretches
    inner join reach
        on reach.jurisdiction = stretches.jurisdiction and first_day <= start_date and last_day >= end_date
    group by all
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
        'law' as panel, provision_id as row_id, jurisdiction, in_force_from as start_date, in_force_from as end_date,
        'day' as date_precision, harm as kind, instrument as actor, article, max_prison_months, max_fine_amount, currency,
        true as is_binding, confidence <> 'low' as is_established, offence_en as text_en, offence_fr as text_fr,
        confidence, source_publisher, source_url,
    from marts.provisions
    inner join lanes using (jurisdiction)
    where in_force_from between $start::date and $end::date and not is_derived
    union all by name
    select
        'ceiling' as panel, top.provision_id as row_id, jurisdiction, greatest(start_date, $start::date) as start_date,
        least(end_date, $end::date) as end_date, 'day' as date_precision, $act as kind, top.instrument as actor,
        top.article, top.max_prison_months, top.max_fine_amount, top.currency, top.fine_kind, true as is_binding, is_established,
        top.offence_en as text_en, top.offence_fr as text_fr, top.confidence, top.source_publisher, top.source_url,
    from ceilings
    where top.prison_kind in ('term', 'life', 'minimum_only', 'unknown')
)

select *
from marks
where start_date <= $end::date and coalesce(end_date, start_date) >= $start::date
order by panel, jurisdiction, start_date, row_id
