-- Grain: one row per jurisdiction whose law was read, for an individual, $act, an altered image of an adult, on $date, and
-- no further condition; and one more for the base tier of the affair's reference law, where it has one (is_reference).
-- status: in_force; later or earlier (a text reaches the act on another day: in_force_from, in_force_to); unclear (it is not
-- established that one read applies); paused by a court; none. Term and fine are each of one text, named: never a sum.
with places as (
    select code as jurisdiction
    from marts.jurisdictions
    where
        provision_count > 0 and kind <> 'union'
        and marts.is_chosen(code, $jurisdictions::varchar[])
),
candidates as (
    select
        *,
        case
            when $date::date between coalesce(first_day, $date::date) and coalesce(last_day, $date::date)
                then if(standing = 'sure', 'in_force', 'unclear')
            when standing = 'sure' then if(first_day > $date::date, 'later', 'earlier')
        end as status,
    from marts.law_days
    inner join places using (jurisdiction)
    where act = $act and person = 'individual' and subject = 'adult'
),
nearest as (
    select *
    from candidates
    where status is not null
    qualify
        row_number() over (
            partition by jurisdiction
            order by
                list_position(['in_force', 'later', 'unclear', 'earlier'], status),
                if(status = 'later', first_day, null),
                if(status = 'earlier', last_day, null) desc
        ) = 1
),
paused as (
    select distinct jurisdiction
    from marts.reaches
    where
        act = $act and person = 'individual' and subject = 'adult' and ceiling_group = 'criminal' and len(requires) = 0
        and why_not = ['paused']
        and $date::date between coalesce(first_day, $date::date) and coalesce(last_day, $date::date)
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
        case
            when nearest.status = 'in_force' then 'in_force'
            when paused.jurisdiction is not null then 'paused'
            else coalesce(nearest.status, 'none')
        end as status,
        false as is_reference,
        prison_provision_id as provision_id,
        prison_article as article,
        nearest.prison_kind,
        nearest.max_prison_months,
        nearest.min_prison_months,
        fine_provision_id,
        fine_article,
        nearest.fine_kind,
        nearest.max_fine_amount,
        nearest.currency,
        nearest.max_fine_eur,
    from places
    left join nearest using (jurisdiction)
    left join paused using (jurisdiction)
    union all by name
    select
        jurisdiction, if(in_force_from > $date::date, 'later', 'in_force') as status, true as is_reference, provision_id,
        article, prison_kind, max_prison_months, min_prison_months, provision_id as fine_provision_id,
        article as fine_article, fine_kind, max_fine_amount, currency, max_fine_eur,
    from marts.provisions
    where provision_id = (select reference_base_id from marts.affair)
)

select
    compared.*,
    instrument_en,
    instrument_fr,
    in_force_from,
    in_force_to,
    confidence,
    source_publisher,
    source_url,
    coalesce(act_count, 0) as act_count,
    max((select max(rate_date) from marts.exchange_rates)) over () as eur_rate_date,
from compared
left join marts.provisions as provisions on provisions.provision_id = compared.provision_id
left join acts on acts.jurisdiction = compared.jurisdiction
order by is_reference, list_position(['in_force', 'later', 'unclear', 'paused', 'earlier', 'none'], status),
    max_prison_months desc nulls last, compared.jurisdiction
