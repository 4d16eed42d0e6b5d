-- Grain: one row per jurisdiction of the record (it has an act, a provision, a reaction, or a statement about it): its counted acts in the period, whatever the jurisdictions chosen. status: binding
-- (one of them bound when taken), acted, none, or together (acts of several countries, which are in no country).
with acts as (
    select
        jurisdiction,
        count(*) as act_count,
        count(*) filter (is_binding) as binding_count,
        min(action_date) as first_date,
    from marts.enforcement
    where is_counted and marts.placed(action_date, date_precision, $start::date, $end::date) = 'inside'
    group by jurisdiction
),
mentioned as (
    select jurisdiction as code from marts.enforcement
    union
    select jurisdiction from marts.provisions
    union
    select jurisdiction from marts.reactions
    union
    select unnest(jurisdictions) from marts.statements
)

select
    code as jurisdiction,
    kind,
    case
        when kind = 'international' then 'together'
        when binding_count > 0 then 'binding'
        when act_count > 0 then 'acted'
        else 'none'
    end as status,
    kind <> 'international' and coalesce(act_count, 0) > 0 as has_acted,
    coalesce(act_count, 0) as act_count,
    coalesce(binding_count, 0) as binding_count,
    first_date,
from marts.jurisdictions
semi join mentioned using (code)
left join acts on jurisdiction = code
order by act_count desc, code
