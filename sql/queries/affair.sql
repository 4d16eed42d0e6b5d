-- One row: the affair (see sql/marts/affair.sql), the last day of its facts worked out where it gives none, the day from
-- which days are usually counted with what that day is, and the identifier of one of its rows as an example.
with usual as (
    select clock, why_en, why_fr, from marts.clocks order by place limit 1
),
named as (
    select
        label_en || coalesce(', ' || why_en, '') as clock_en,
        label_fr || coalesce(', ' || why_fr, '') as clock_fr,
    from (select coalesce((select clock from usual), 'facts') as clock, (select why_en from usual) as why_en,
        (select why_fr from usual) as why_fr)
    inner join marts.codes on vocabulary = 'clock' and code = clock
)

select
    affair.* replace (coalesce(facts_to, last_day(facts_from + interval 1 month)) as facts_to),
    first_alarm_date as first_day,
    clock_en,
    clock_fr,
    coalesce((select min(action_id) from marts.enforcement where is_counted), headline_id, '…') as example_id,
from marts.affair as affair
cross join marts.anchors
cross join named
