-- One row: the four figures of the overview, each with what it is out of and where it comes from.
-- first_act: the first day, from the sample's first on, with a dated act in the selection. reports: X's own daily
-- "cyber violence" statements of reasons, before the sample (from the first of that month) and after it.
with sample as (from marts.incidence where measurement_id = 'AIF-01'),
tree as (from marts.incidence where measurement_id = 'AIF-03'),
reference as (
    from marts.provisions
    where provision_id in (
        select unnest(string_split(row_id, ';')) from marts.origin_facts where fact_id = 'reference-penalty'
    )
),
acts as (
    select
        *,
        marts.latest(action_date, date_precision) as latest_date,
        row_number() over (partition by action_date, date_precision, jurisdiction order by action_id desc) = 1 as is_one_of_its_day,
    from marts.enforcement
    where
        is_counted and action_date <= $end::date
        and marts.is_chosen(jurisdiction, $jurisdictions)
),
chosen as (from acts where latest_date >= $start::date),
first_day as (
    select
        acts.action_date as day,
        list(distinct acts.jurisdiction order by acts.jurisdiction) as jurisdictions,
        list(acts.action_id order by acts.jurisdiction) filter (acts.is_one_of_its_day) as action_ids,
        count(*) as act_count,
    from chosen as acts, sample
    where acts.date_precision = 'day' and acts.action_date >= sample.window_start_date
    group by acts.action_date
    order by acts.action_date
    limit 1
),
reports as (
    select
        avg(sor_count) filter (sor.day < sample.window_start_date) as before_mean,
        avg(sor_count) filter (sor.day > sample.window_end_date) as after_mean,
        min(sor.day) as first_day,
        max(sor.day) as last_day,
    from marts.sor_daily as sor, sample
    where
        sor.platform = 'X' and origin <> 'part' and metric = 'category' and code = 'STATEMENT_CATEGORY_CYBER_VIOLENCE'
        and sor.day >= date_trunc('month', sample.window_start_date)
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
    tree.measurement_id as women_id,
    tree.value as women_share,
    sample.value * tree.value as women_minimal_attire_share,
    (select provision_id from reference where circumstance = 'base') as base_id,
    (select max_prison_months from reference where circumstance = 'base') as base_months,
    (select max_fine_amount from reference where circumstance = 'base') as base_fine,
    (select article from reference where circumstance = 'base') as base_article,
    (select currency from reference where circumstance = 'base') as currency,
    (select provision_id from reference where circumstance = 'online_publication') as online_id,
    (select max_prison_months from reference where circumstance = 'online_publication') as online_months,
    (select max_fine_amount from reference where circumstance = 'online_publication') as online_fine,
    (select article from reference where circumstance = 'online_publication') as online_article,
    first_day.day as first_act_date,
    first_day.jurisdictions as first_act_jurisdictions,
    first_day.action_ids as first_act_ids,
    first_day.act_count as first_act_count,
    date_diff('day', sample.window_start_date, first_day.day) as days_to_first_act,
    reports.before_mean as reports_before_mean,
    reports.after_mean as reports_after_mean,
    reports.first_day as reports_first_day,
    reports.last_day as reports_last_day,
    (select count(*) from chosen) as act_count,
    (select count(distinct jurisdiction) from chosen) as act_jurisdiction_count,
    (select count(*) from chosen where is_binding) as binding_count,
    (select count(*) from chosen where measure = 'fine') as fine_count,
from sample
cross join tree
left join first_day on true
cross join reports
