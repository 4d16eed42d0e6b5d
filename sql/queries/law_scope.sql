-- Grain: one row per jurisdiction whose law was read: what its criminal texts on intimate images of adults reach on $date.
-- yes: a text in force does; later: one does from another day on; unclear: not established that altered images are covered, or since when;
-- no: none of the texts read does, which is not to say that no law does.
with places as (
    select code as jurisdiction
    from marts.jurisdictions
    where
        provision_count > 0 and kind <> 'union'
        and (len($jurisdictions::varchar[]) = 0 or list_contains($jurisdictions::varchar[], code))
),
texts as (
    select
        provisions.*,
        case
            when synthetic_covered <> 'yes' or confidence = 'low' then 'unclear'
            when in_force_from is null and $date::date < first_alarm_date then 'unclear'
            when coalesce(in_force_from > $date::date, false) then 'later'
            else 'yes'
        end as standing,
    from marts.provisions
    cross join marts.anchors
    where
        regime = 'criminal' and stage = 'enacted' and addressee = 'individual' and not binds_states
        and list_contains(subjects, 'adult') and len(requires) = 0
        and coalesce(in_force_to >= $date::date, true)
        and (synthetic_covered = 'yes' or coalesce(in_force_from <= $date::date, true))
),
reached as (
    select
        jurisdiction,
        unnest(acts) as act,
        list_position(['yes', 'later', 'unclear'], standing) as nearness,
    from texts
    where synthetic_covered <> 'no'
),
nearest as (select jurisdiction, act, min(nearness) as nearness, from reached group by all),
verdicts as (
    select jurisdiction, act, ['yes', 'later', 'unclear'][nearness] as verdict,
    from nearest
),
aims as (
    select
        jurisdiction,
        case
            when bool_or(intent = 'general') filter (synthetic_covered <> 'no') then 'general'
            when bool_or(intent = 'unclear') filter (synthetic_covered <> 'no') then 'unclear'
            when bool_or(intent = 'specific') filter (synthetic_covered <> 'no') then 'specific'
        end as intent,
        case
            when bool_or(standing = 'yes') then 'yes'
            when bool_or(standing = 'later' and synthetic_covered = 'yes') then 'later'
            when bool_or(synthetic_covered <> 'no') then 'unclear'
            else 'no'
        end as synthetic,
        count(*) as text_count,
    from texts
    group by all
)

select
    jurisdiction,
    coalesce(any_value(verdict) filter (act = 'creation'), 'no') as creation,
    coalesce(any_value(verdict) filter (act = 'request'), 'no') as request,
    coalesce(any_value(verdict) filter (act = 'distribution'), 'no') as distribution,
    coalesce(any_value(verdict) filter (act = 'online_publication'), 'no') as online_publication,
    coalesce(any_value(verdict) filter (act = 'possession'), 'no') as possession,
    coalesce(any_value(verdict) filter (act = 'threat'), 'no') as threat,
    coalesce(any_value(synthetic), 'no') as synthetic,
    any_value(intent) as intent,
    coalesce(any_value(text_count), 0) as text_count,
from places
left join verdicts using (jurisdiction)
left join aims using (jurisdiction)
group by jurisdiction
order by jurisdiction
