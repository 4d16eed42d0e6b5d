-- Grain: one row per jurisdiction whose law was read, for an individual, $act, an altered image of an adult, on $date, and
-- no further condition; and one more for the base tier of the affair's reference law, where it has one (is_reference).
-- status: in_force; later or earlier (a provision reaches the act on another day: in_force_from, in_force_to); unclear (it
-- is not established that one covers altered images, or since when); none. Maxima are of one provision, the highest: never a sum.
with places as (
    select code as jurisdiction, parent
    from marts.jurisdictions
    where
        provision_count > 0 and kind <> 'union'
        and (len($jurisdictions::varchar[]) = 0 or list_contains($jurisdictions::varchar[], code))
),
texts as (
    select
        *,
        synthetic_covered = 'yes' and confidence <> 'low'
        and (in_force_from is not null or $date::date >= first_alarm_date) as is_sure,
    from marts.provisions
    cross join marts.anchors
),
reach as (
    select
        texts.*,
        case
            when not is_sure then 'unclear'
            when in_force_from > $date::date then 'later'
            when in_force_to < $date::date then 'earlier'
            else 'in_force'
        end as status,
    from texts
    where
        regime = 'criminal' and stage = 'enacted' and addressee = 'individual' and not binds_states
        and (is_sure or coalesce($date::date between in_force_from and coalesce(in_force_to, $date::date), true))
        and list_contains(acts, $act) and list_contains(subjects, 'adult')
        and synthetic_covered <> 'no' and len(requires) = 0
),
ranked as (
    select
        *,
        list_position(['in_force', 'later', 'unclear', 'earlier'], status) as nearness,
    from reach
    qualify
        row_number() over (
            partition by jurisdiction
            order by nearness, max_prison_months desc nulls last, max_fine_eur desc nulls last, provision_id
        ) = 1
),
fines as (
    -- The highest fine of the same standing may be another provision's than the longest term.
    select
        reach.jurisdiction,
        reach.status,
        max(reach.max_fine_eur) as max_fine_eur,
        bool_or(reach.fine_kind = 'unlimited') as is_unlimited,
    from reach
    group by all
),
acts as (
    select jurisdiction, count(*) as act_count
    from marts.enforcement
    where is_counted
    group by all
),
compared as (
    select
        places.jurisdiction,
        coalesce(ranked.status, 'none') as status,
        false as is_reference,
        ranked.provision_id,
        ranked.instrument_en,
        ranked.instrument_fr,
        ranked.article,
        ranked.prison_kind,
        ranked.max_prison_months,
        case when fines.is_unlimited then 'unlimited' else ranked.fine_kind end as fine_kind,
        ranked.max_fine_amount,
        ranked.currency,
        case when not fines.is_unlimited then fines.max_fine_eur end as max_fine_eur,
        ranked.in_force_from,
        ranked.in_force_to,
        ranked.confidence,
        ranked.source_publisher,
        ranked.source_url,
    from places
    left join ranked using (jurisdiction)
    left join fines using (jurisdiction, status)
    union all by name
    select
        jurisdiction, if(in_force_from > $date::date, 'later', 'in_force') as status, true as is_reference, provision_id,
        instrument_en, instrument_fr, article,
        prison_kind, max_prison_months, fine_kind, max_fine_amount, currency, max_fine_eur, in_force_from, in_force_to,
        confidence, source_publisher, source_url,
    from marts.provisions
    where
        provision_id = (select reference_base_id from marts.affair)
)

select
    compared.*,
    coalesce(act_count, 0) as act_count,
    max((select max(rate_date) from marts.exchange_rates)) over () as eur_rate_date,
from compared
left join acts using (jurisdiction)
order by is_reference, list_position(['in_force', 'later', 'unclear', 'earlier', 'none'], status),
    max_prison_months desc nulls last, jurisdiction
