-- Question 4: for each measure the company announced, how many acts had come before it, how many in the week before,
-- and which blocks were lifted after it. That one follows another does not say that it was caused by it.
with company as (
    from marts.enforcement where measure = 'commitment' and not is_related_context and date_precision = 'day'
),
acts as (from marts.enforcement where is_counted and date_precision = 'day'),
lifts as (from marts.enforcement where measure = 'block_lifted')

select
    company.action_id,
    company.action_date,
    company.jurisdiction,
    company.summary_en,
    company.summary_fr,
    (select count(*) from acts where acts.action_date < company.action_date) as earlier_act_count,
    (
        select count(*) from acts
        where acts.action_date between company.action_date - interval 7 day and company.action_date - interval 1 day
    ) as week_before_act_count,
    (
        select string_agg(lifts.jurisdiction, ', ' order by lifts.action_date) from lifts
        where lifts.action_date >= company.action_date and lifts.jurisdiction = company.jurisdiction
    ) as blocks_lifted_after,
from company
where marts.is_chosen(company.jurisdiction, $jurisdictions)
order by company.action_date, company.action_id
