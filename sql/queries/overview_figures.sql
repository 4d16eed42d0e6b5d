-- One row: the four figures of the overview, each with what it is out of and where it comes from.
-- first_act: the first dated act (day precision) of an authority in the selection, after the sample's first day.
with sample as (from marts.incidence where measurement_id = 'AIF-01'),
tree as (from marts.incidence where measurement_id = 'AIF-03'),
reference as (
    select * from marts.provisions
    where jurisdiction = 'FR' and harm = 'ncii_adult' and addressee = 'individual' and not is_derived
    and article like '226-8-1%'
),
acts as (
    select * from marts.enforcement
    where
        is_counted and date_precision = 'day'
        and (len($jurisdictions) = 0 or list_contains($jurisdictions, jurisdiction))
        and action_date between $start and $end
),
first_act as (
    select acts.* from acts, sample
    where action_date >= sample.window_start_date
    order by action_date, action_id
    limit 1
)

select
    sample.measurement_id as sample_id,
    sample.producer,
    sample.value as minimal_attire_share,
    sample.sampled_count,
    sample.value_low,
    sample.value_high,
    sample.window_start_date as sample_start,
    sample.window_end_date as sample_end,
    sample.source_publisher,
    tree.value as women_share,
    sample.value * tree.value as women_minimal_attire_share,
    (select max_prison_months from reference where circumstance = 'base') as base_months,
    (select max_fine_amount from reference where circumstance = 'base') as base_fine,
    (select article from reference where circumstance = 'base') as base_article,
    (select max_prison_months from reference where circumstance = 'online_publication') as online_months,
    (select max_fine_amount from reference where circumstance = 'online_publication') as online_fine,
    (select article from reference where circumstance = 'online_publication') as online_article,
    first_act.action_id as first_act_id,
    first_act.action_date as first_act_date,
    first_act.authority as first_act_authority,
    first_act.jurisdiction as first_act_jurisdiction,
    date_diff('day', sample.window_start_date, first_act.action_date) as days_to_first_act,
    (select count(*) from acts) as act_count,
    (select count(distinct jurisdiction) from acts) as act_jurisdiction_count,
    (select count(*) from acts where is_binding) as binding_count,
    (select count(*) from acts where measure = 'fine') as fine_count,
from sample
cross join tree
left join first_act on true
