-- Grain: one row per jurisdiction whose law was read: what its criminal texts on intimate images of adults reach on $date.
-- yes: a text in force does; later: one does from another day on; unclear: it is not established that one does;
-- no: none of the texts read does, which is not to say that no law does. The last two columns are of whom the text addresses:
-- who provides the tool, and who runs the platform, whatever the regime.
with places as (
    select code as jurisdiction
    from marts.jurisdictions
    where
        provision_count > 0 and kind <> 'union'
        and marts.is_chosen(code, $jurisdictions::varchar[])
),
texts as (
    select *, coalesce(first_day, $date::date) as starts, coalesce(last_day, $date::date) as ends,
    from marts.reaches
    where
        len(requires) = 0 and subject = 'adult'
        and (
            (person = 'individual' and ceiling_group = 'criminal')
            or (person = 'provider_of_tool' and act = 'tool_provision')
            or (person = 'platform' and act = 'platform_duty')
        )
),
days as (
    select
        *,
        case
            when $date::date between starts and ends then if(standing = 'sure', 'yes', 'unclear')
            when standing = 'sure' and starts > $date::date then 'later'
        end as verdict,
    from texts
    where standing <> 'out'
),
verdicts as (
    select jurisdiction, act, ['yes', 'later', 'unclear'][min(list_position(['yes', 'later', 'unclear'], verdict))] as verdict,
    from days
    group by all
),
aims as (
    select
        jurisdiction,
        case
            when bool_or(intent = 'general') then 'general'
            when bool_or(intent = 'unclear') then 'unclear'
            when bool_or(intent = 'specific') then 'specific'
        end as intent,
        ['yes', 'later', 'unclear'][min(list_position(['yes', 'later', 'unclear'], verdict))] as synthetic,
    from days
    where person = 'individual' and verdict is not null
    group by all
),
read as (
    select jurisdiction, count(distinct provision_id) as text_count,
    from texts
    where
        person = 'individual' and $date::date between starts and ends
        and not list_has_any(why_not, ['bill', 'adopted_not_in_force', 'binds_states'])
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
    coalesce(any_value(verdict) filter (act = 'tool_provision'), 'no') as tool_provision,
    coalesce(any_value(verdict) filter (act = 'platform_duty'), 'no') as platform_duty,
    any_value(intent) as intent,
    coalesce(any_value(text_count), 0) as text_count,
from places
left join verdicts using (jurisdiction)
left join aims using (jurisdiction)
left join read using (jurisdiction)
group by jurisdiction
order by jurisdiction
