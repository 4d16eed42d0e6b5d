-- Grain: one row per jurisdiction asked (none: all with a law file) and topic: whether a text on it was read here at all, its articles, and the acts those
-- texts concern. What was not read is not known here: it is not said to be lawful. Bills and texts without a start are left out.
with texts as (
    select *
    from marts.reaches
    where not list_has_any(why_not, ['bill', 'adopted_not_in_force', 'binds_states'])
),
found as (
    select jurisdiction, 'adults' as topic, article, act, source_line
    from texts where person = 'individual' and ceiling_group = 'criminal' and subject = 'adult'
    union all
    select jurisdiction, 'minors', article, act, source_line from texts where person = 'individual' and is_about_minors
    union all
    select jurisdiction, 'companies', article, act, source_line
    from texts where person = 'legal_person' and ceiling_group = 'criminal'
    union all
    select jurisdiction, 'platforms', article, act, source_line from texts where person = 'platform'
    union all
    select jurisdiction, 'tools', article, act, source_line from texts where person = 'provider_of_tool'
    union all
    select jurisdiction, 'repeat', article, null, source_line from texts where list_contains(requires, 'repeat') and len(rule_ids) = 0
    union all
    select jurisdiction, 'repeat', article, null, source_line from marts.provision_rules where list_contains(requires, 'repeat')
    union all
    select jurisdiction, 'several_acts', article, null, 0 from marts.counting_rules
),
topics as (
    -- What a minor incurs is in no law file: always said to be unread.
    select unnest(['adults', 'minors', 'companies', 'platforms', 'tools', 'repeat', 'several_acts', 'young_accused']) as topic,
    unnest(range(8)) as place
)

select
    code as jurisdiction,
    topics.topic,
    count(article) > 0 as is_read,
    coalesce(list(distinct article order by article) filter (article is not null), []::varchar[]) as articles,
    coalesce(list(distinct act order by act) filter (act is not null), []::varchar[]) as acts,
from marts.jurisdictions
cross join topics
left join found on found.jurisdiction = code and found.topic = topics.topic
where provision_count > 0 and marts.is_chosen(code, $jurisdictions::varchar[])
group by code, topics.topic, topics.place
order by code, topics.place
