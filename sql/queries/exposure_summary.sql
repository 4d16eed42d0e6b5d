-- One row: how many of the chosen jurisdictions with a law file (the union addresses no individual and is left out) reach, on
-- $date, an individual who publishes online, makes, or asks for an altered sexual image of an adult; the affair's two
-- reference tiers; the day of the facts and the size of the headline study's sample, where the questions about one case begin.
with places as (
    select code as jurisdiction
    from marts.jurisdictions
    where
        provision_count > 0 and kind <> 'union'
        and marts.is_chosen(code, $jurisdictions::varchar[])
),
reach as (
    select jurisdiction, act, standing = 'sure' as is_sure,
    from marts.law_days
    inner join places using (jurisdiction)
    where
        person = 'individual' and subject = 'adult'
        and $date::date between coalesce(first_day, $date::date) and coalesce(last_day, $date::date)
),
base as (select provisions.* from marts.provisions, marts.affair where provision_id = reference_base_id),
online as (select provisions.* from marts.provisions, marts.affair where provision_id = reference_online_id),
sample as (select incidence.* from marts.incidence as incidence, marts.affair where measurement_id = headline_id)

select
    (select count(*) from places) as place_count,
    (select min(jurisdiction) from places) as first_place,
    (select count(*) from reach where act = 'online_publication' and is_sure) as publication_count,
    (select count(*) from reach where act = 'online_publication' and not is_sure) as publication_unclear_count,
    (select count(*) from reach where act = 'creation' and is_sure) as creation_count,
    (select count(*) from reach where act = 'creation' and not is_sure) as creation_unclear_count,
    (select count(*) from reach where act = 'request' and is_sure) as request_count,
    (select count(*) from reach where act = 'request' and not is_sure) as request_unclear_count,
    base.jurisdiction as reference_jurisdiction,
    base.max_prison_months as base_months,
    base.max_fine_amount as base_fine,
    base.article as base_article,
    base.offence_en as base_offence_en,
    base.offence_fr as base_offence_fr,
    online.max_prison_months as online_months,
    online.max_fine_amount as online_fine,
    online.article as online_article,
    base.currency,
    affair.facts_day as facts_date,
    sample.sampled_count,
from marts.affair as affair
left join sample on true
left join base on true
left join online on true
