-- Grain: one row per jurisdiction of $places, person and act, subject of the image, and day: of the facts, and $date.
-- status as in law_compare: in_force, later (first_day), unclear, paused, earlier (last_day), none; unread: no text on that topic
-- was read (of a minor: none on images of minors, and none is said to reach them). Individuals: criminal law, term and fine each
-- of one text, never a sum; who runs the platform or gives the tool: whatever the regime, the text with the heaviest fine.
with asked as (
    select
        unnest([
            {'person': 'individual', 'act': 'creation'}, {'person': 'individual', 'act': 'request'},
            {'person': 'individual', 'act': 'online_publication'}, {'person': 'individual', 'act': 'distribution'},
            {'person': 'individual', 'act': 'possession'}, {'person': 'individual', 'act': 'threat'},
            {'person': 'provider_of_tool', 'act': 'tool_provision'}, {'person': 'platform', 'act': 'platform_duty'}
        ], recursive := true),
        unnest(range(8)) as act_place,
),
days as (
    select 'facts' as moment, facts_day as day from marts.affair
    union all
    select 'date', $date::date
),
cells as (
    select places.code as jurisdiction, act_place, person, act, subjects.code as subject, moment, day
    from marts.jurisdictions as places
    cross join asked
    cross join days
    cross join (select code from marts.codes where vocabulary = 'image_subject') as subjects
    where list_contains($places::varchar[], places.code)
),
texts as (
    select
        jurisdiction, person, act, subject, first_day, last_day, standing, prison_provision_id as provision_id,
        prison_article as article, fine_provision_id, fine_article, prison_kind, max_prison_months, min_prison_months, fine_kind,
        max_fine_amount, currency, null::double as max_fine_turnover_share, null as turnover_rule, 0 as fine_rank,
    from marts.law_days
    where person = 'individual'
    union all by name
    select
        jurisdiction, person, act, subject, first_day, last_day, standing, provision_id, article,
        provision_id as fine_provision_id, article as fine_article, prison_kind, max_prison_months, min_prison_months, fine_kind,
        max_fine_amount, currency, max_fine_turnover_share, turnover_rule, fine_rank,
    from marts.reaches
    where person <> 'individual' and standing <> 'out' and len(requires) = 0
),
judged as (
    select
        cells.*,
        texts.* exclude (jurisdiction, person, act, subject),
        case
            when day between coalesce(first_day, day) and coalesce(last_day, day) then if(standing = 'sure', 'in_force', 'unclear')
            when standing = 'sure' then if(first_day > day, 'later', 'earlier')
        end as status,
    from cells
    inner join texts using (jurisdiction, person, act, subject)
),
nearest as (
    select *
    from judged
    where status is not null
    qualify
        row_number() over (
            partition by jurisdiction, person, act, subject, moment
            order by
                list_position(['in_force', 'later', 'unclear', 'earlier'], status),
                if(status = 'later', first_day, null),
                if(status = 'earlier', last_day, null) desc,
                fine_rank desc,
                provision_id
        ) = 1
),
paused as (
    select distinct cells.jurisdiction, cells.person, cells.act, cells.subject, moment
    from cells
    inner join marts.reaches as texts using (jurisdiction, person, act, subject)
    where
        len(requires) = 0 and why_not = ['paused'] and (cells.person <> 'individual' or ceiling_group = 'criminal')
        and day between coalesce(first_day, day) and coalesce(last_day, day)
),
read as (
    select distinct jurisdiction, person, subject
    from marts.reaches
    where
        not list_has_any(why_not, ['bill', 'adopted_not_in_force', 'binds_states'])
        and (
            person <> 'individual'
            or (subject = 'adult' and ceiling_group = 'criminal')
            or (subject = 'minor' and is_about_minors)
        )
)

select
    cells.jurisdiction,
    cells.person,
    cells.act,
    cells.subject,
    moment,
    cells.day as law_date,
    case
        when read.jurisdiction is null then 'unread'
        when nearest.status = 'in_force' then 'in_force'
        when paused.jurisdiction is not null then 'paused'
        else coalesce(nearest.status, 'none')
    end as status,
    if(read.jurisdiction is null, null, provision_id) as provision_id,
    if(read.jurisdiction is null, null, article) as article,
    if(read.jurisdiction is null, null, prison_kind) as prison_kind,
    if(read.jurisdiction is null, null, max_prison_months) as max_prison_months,
    if(read.jurisdiction is null, null, min_prison_months) as min_prison_months,
    if(read.jurisdiction is null, null, fine_provision_id) as fine_provision_id,
    if(read.jurisdiction is null, null, fine_article) as fine_article,
    if(read.jurisdiction is null, null, fine_kind) as fine_kind,
    if(read.jurisdiction is null, null, max_fine_amount) as max_fine_amount,
    if(read.jurisdiction is null, null, currency) as currency,
    if(read.jurisdiction is null, null, max_fine_turnover_share) as max_fine_turnover_share,
    if(read.jurisdiction is null, null, turnover_rule) as turnover_rule,
    if(read.jurisdiction is null, null, first_day) as first_day,
    if(read.jurisdiction is null, null, last_day) as last_day,
from cells
left join nearest using (jurisdiction, person, act, subject, moment)
left join paused using (jurisdiction, person, act, subject, moment)
left join read using (jurisdiction, person, subject)
order by list_position($places::varchar[], cells.jurisdiction), cells.act_place, cells.subject, moment = 'date'
