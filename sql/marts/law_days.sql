-- Grain: one row per jurisdiction, act, person, subject of the image and stretch of days with one criminal-law answer, for a
-- case without any further fact. standing: sure (a text in force reaches it) or unclear (only texts of which it is not
-- established). Term and fine are each the highest of one text, named beside it, among those of that standing: never a sum,
-- and the fine never of a text instead of which that of the term is applied.
with texts as (
    select *, coalesce(first_day, date '0001-01-01') as starts, coalesce(last_day, date '9999-12-31') as ends,
    from marts.reaches
    where ceiling_group = 'criminal' and standing <> 'out' and len(requires) = 0
),
edges as (
    select jurisdiction, act, person, subject, starts as day from texts
    union
    select jurisdiction, act, person, subject, ends + 1 from texts where ends < date '9999-12-31'
),
stretches as (
    select
        *,
        coalesce(lead(day) over (partition by jurisdiction, act, person, subject order by day) - 1, date '9999-12-31') as until,
    from edges
),
covering as (
    select
        stretches.day,
        stretches.until,
        texts.*,
        bool_or(standing = 'sure') over case_days as has_sure,
    from stretches
    inner join texts using (jurisdiction, act, person, subject)
    where starts <= day and ends >= until
    window case_days as (partition by jurisdiction, act, person, subject, day)
),
ranked as (
    select
        *,
        row_number() over by_prison as prison_place,
        list_contains(first_value(instead_of) over by_prison, provision_id) as is_replaced,
    from covering
    where standing = 'sure' or not has_sure
    window by_prison as (
        partition by jurisdiction, act, person, subject, day
        order by prison_rank desc, fine_rank desc, source_line, form_id
    )
),
placed as (
    select
        *,
        row_number() over (
            partition by jurisdiction, act, person, subject, day
            order by is_replaced, fine_rank desc, prison_rank desc, source_line, form_id
        ) as fine_place,
    from ranked
),
answers as (
    select
        jurisdiction,
        act,
        person,
        subject,
        day,
        any_value(until) as until,
        any_value(standing) as standing,
        any_value(placed) filter (prison_place = 1) as prison,
        any_value(placed) filter (fine_place = 1) as fine,
    from placed
    group by jurisdiction, act, person, subject, day
),
-- Days that follow each other with the same answer are one stretch.
begun as (
    select
        *,
        coalesce(
            lag(until) over case_days = day - 1 and lag(standing) over case_days = standing
            and lag(prison.form_id) over case_days = prison.form_id and lag(fine.form_id) over case_days = fine.form_id,
            false
        ) as is_same,
    from answers
    window case_days as (partition by jurisdiction, act, person, subject order by day)
),
numbered as (
    select
        *,
        count(*) filter (not is_same) over (partition by jurisdiction, act, person, subject order by day) as stretch,
    from begun
)

select
    jurisdiction,
    act,
    person,
    subject,
    nullif(min(day), date '0001-01-01') as first_day,
    nullif(max(until), date '9999-12-31') as last_day,
    any_value(standing) as standing,
    any_value(prison.form_id) as prison_form_id,
    any_value(prison.provision_id) as prison_provision_id,
    any_value(prison.article) as prison_article,
    any_value(prison.prison_kind) as prison_kind,
    any_value(prison.max_prison_months) as max_prison_months,
    any_value(prison.min_prison_months) as min_prison_months,
    any_value(fine.form_id) as fine_form_id,
    any_value(fine.provision_id) as fine_provision_id,
    any_value(fine.article) as fine_article,
    any_value(fine.fine_kind) as fine_kind,
    any_value(fine.max_fine_amount) as max_fine_amount,
    any_value(fine.currency) as currency,
    any_value(fine.max_fine_eur) as max_fine_eur,
    any_value(fine.eur_rate_date) as eur_rate_date,
from numbered
group by jurisdiction, act, person, subject, stretch
order by jurisdiction, act, person, subject, first_day nulls first
