-- One row: how many of the chosen jurisdictions with a law file reach, on $end, an individual who publishes online, makes,
-- or asks for an altered sexual image of an adult; France's two reference tiers; the
-- last day and the size of the first study's sample, where the questions about one case begin.
with places as (
    select code as jurisdiction, parent
    from marts.jurisdictions
    where provision_count > 0 and (len($jurisdictions::varchar[]) = 0 or list_contains($jurisdictions::varchar[], code))
),
provisions as (
    select
        provisions.*,
        synthetic_covered = 'yes' and confidence <> 'low'
        and (in_force_from is not null or $end::date >= first_alarm_date) as is_sure,
    from marts.provisions
    inner join places using (jurisdiction)
    cross join marts.anchors
),
reach as (
    select jurisdiction, unnest(acts) as act, is_sure,
    from provisions
    where
        regime = 'criminal' and stage = 'enacted' and addressee = 'individual' and not binds_states
        and list_contains(subjects, 'adult') and synthetic_covered <> 'no' and len(requires) = 0
        and coalesce(in_force_from <= $end::date, true) and coalesce(in_force_to >= $end::date, true)
),
by_place as (select jurisdiction, act, bool_or(is_sure) as is_sure, from reach group by all),
reference as (
    from marts.provisions
    where provision_id in (
        select unnest(string_split(row_id, ';')) from marts.origin_facts where fact_id = 'reference-penalty'
    )
)

select
    (select count(*) from places) as place_count,
    (select min(jurisdiction) from places) as first_place,
    (select count(*) from by_place where act = 'online_publication' and is_sure) as publication_count,
    (select count(*) from by_place where act = 'online_publication' and not is_sure) as publication_unclear_count,
    (select count(*) from by_place where act = 'creation' and is_sure) as creation_count,
    (select count(*) from by_place where act = 'creation' and not is_sure) as creation_unclear_count,
    (select count(*) from by_place where act = 'request' and is_sure) as request_count,
    (select count(*) from by_place where act = 'request' and not is_sure) as request_unclear_count,
    (select max_prison_months from reference where circumstance = 'base') as base_months,
    (select max_fine_amount from reference where circumstance = 'base') as base_fine,
    (select article from reference where circumstance = 'base') as base_article,
    (select max_prison_months from reference where circumstance = 'online_publication') as online_months,
    (select max_fine_amount from reference where circumstance = 'online_publication') as online_fine,
    (select article from reference where circumstance = 'online_publication') as online_article,
    (select currency from reference where circumstance = 'base') as currency,
    sample.window_end_date as facts_date,
    sample.sampled_count
from marts.incidence as sample
where sample.measurement_id = 'AIF-01'
