-- One row: the figures of the overview, each with what it is out of and where it comes from; null what this affair lacks.
-- first_act: the first day, from the first clock on, with a dated act in the selection.
with affair as (from marts.affair),
sample as (select incidence.* from marts.incidence as incidence, affair where measurement_id = headline_id),
part as (select incidence.* from marts.incidence as incidence, affair where measurement_id = part_id),
base as (select provisions.* from marts.provisions as provisions, affair where provision_id = reference_base_id),
online as (select provisions.* from marts.provisions as provisions, affair where provision_id = reference_online_id),
chosen as (
    select
        *,
        row_number() over (partition by action_date, jurisdiction order by action_id desc) = 1 as is_one_of_its_day,
    from marts.enforcement
    where
        is_counted and date_precision = 'day' and action_date between $start::date and $end::date
        and marts.is_chosen(jurisdiction, $jurisdictions)
),
first_day as (
    select
        acts.action_date as day,
        list(distinct acts.jurisdiction order by acts.jurisdiction) as jurisdictions,
        list(acts.action_id order by acts.jurisdiction) filter (acts.is_one_of_its_day) as action_ids,
        count(*) as act_count,
    from chosen as acts, marts.anchors
    where acts.action_date >= first_alarm_date
    group by acts.action_date
    order by acts.action_date
    limit 1
)

select
    sample.measurement_id as sample_id,
    sample.producer,
    sample.category as sample_category,
    sample.value as sample_share,
    sample.sampled_count,
    sample.sampled_count_kind,
    sample.value_low,
    sample.value_high,
    sample.window_start_date as sample_start,
    sample.window_end_date as sample_end,
    sample.source_publisher,
    sample.source_origin,
    sample.source2_publisher,
    sample.source2_origin,
    sample.document_read,
    part.measurement_id as part_id,
    part.category as part_category,
    part.value as part_share,
    sample.value * part.value as part_of_all_share,
    base.provision_id as base_id,
    base.jurisdiction as reference_jurisdiction,
    base.max_prison_months as base_months,
    base.max_fine_amount as base_fine,
    base.article as base_article,
    base.in_force_from as base_from,
    base.currency,
    online.provision_id as online_id,
    online.max_prison_months as online_months,
    online.max_fine_amount as online_fine,
    online.article as online_article,
    anchors.first_alarm_date as clock_date,
    coalesce((select arg_min(clock, place) from marts.clocks where clock_date is not null), 'facts') as clock,
    first_day.day as first_act_date,
    first_day.jurisdictions as first_act_jurisdictions,
    first_day.action_ids as first_act_ids,
    first_day.act_count as first_act_count,
    date_diff('day', anchors.first_alarm_date, first_day.day) as days_to_first_act,
from marts.anchors as anchors
left join sample on true
left join part on true
left join base on true
left join online on true
left join first_day on true
