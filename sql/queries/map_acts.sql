-- Grain: one row per jurisdiction of the record (it has an act, a provision, a reaction, or a statement about it): its counted acts in the period, whatever the jurisdictions chosen. status: binding
-- (one of them bound when taken), acted, none (looked for, or an act outside the count), unasked (nobody looked), or together (acts of several countries, which are in no country).
with acts as (
    select
        jurisdiction,
        count(*) as act_count,
        count(*) filter (is_binding) as binding_count,
        arg_min(action_date, marts.latest(action_date, date_precision)) as first_date,
        arg_min(date_precision, marts.latest(action_date, date_precision)) as first_precision,
    from marts.enforcement
    where is_counted and marts.placed(action_date, date_precision, $start::date, $end::date) = 'inside'
    group by jurisdiction
),
asked as (  -- places whose acts somebody looked for: all, or the one that the words of a look-up name
    select code from marts.jurisdictions
    where exists (
        select 1 from marts.lookups
        where source_id = 'enforcement_actions' and row_id is null
            and (contains(subject_en, name_en) or not regexp_matches(subject_en, '\s\P{L}*\p{Lu}'))
    )
    union
    select jurisdiction from marts.enforcement
)

select
    code as jurisdiction,
    kind,
    case
        when kind = 'international' then 'together'
        when binding_count > 0 then 'binding'
        when act_count > 0 then 'acted'
        when code in (select code from asked) then 'none'
        else 'unasked'
    end as status,
    kind <> 'international' and coalesce(act_count, 0) > 0 as has_acted,
    coalesce(act_count, 0) as act_count,
    coalesce(binding_count, 0) as binding_count,
    first_date,
    first_precision,
from marts.jurisdictions
left join acts on jurisdiction = code
where
    action_count + provision_count > 0
    or code in (select jurisdiction from marts.reactions)
    or code in (select unnest(jurisdictions) from marts.statements)
order by act_count desc, code
