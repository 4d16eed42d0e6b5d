-- Grain: one row per case asked and text (a provision, or a provision raised by a rule) of the jurisdiction and of those
-- above it, with what it says about the case. All of it is read from marts.reaches; names and sources are of marts.provisions.
-- $cases: JSON, a list of cases: case_id, jurisdiction, date (of the facts), person, acts, subjects (who is shown), harms,
-- conditions (further facts stated), turnover (in euros, null when not stated). An empty list means any.
-- verdict: applies; uncertain (doubts says what is not established); left_out (reasons says why, all that hold).
-- A ceiling belongs to a group: the criminal law of a jurisdiction, or one statute. Its term and its fine are each the highest
-- of one text that applies (is_prison_of_ceiling, is_fine_of_ceiling), never a sum, and cited from the text that provides
-- it: a rule that raises the term alone is not cited for the fine, nor a text instead of which that
-- of the term is applied. A tier whose facts are stated puts the one it stands in place of out of both, were it milder.
-- Damages, and amounts per violation or per day, are in no ceiling. minors: whether provisions on images of minors were read and reach the case; where none was, there is no ceiling.
with recursive asked as (
    select unnest(
        from_json(
            $cases::varchar,
            '[{"case_id":"BIGINT","jurisdiction":"VARCHAR","date":"DATE","person":"VARCHAR","acts":["VARCHAR"],
            "subjects":["VARCHAR"],"harms":["VARCHAR"],"conditions":["VARCHAR"],"turnover":"DOUBLE"}]'
        ),
        max_depth := 2
    )
),
places as (
    select code as place, code as jurisdiction from marts.jurisdictions
    union
    select place, parent
    from places
    inner join marts.jurisdictions on code = jurisdiction
    where parent is not null
),
texts as (
    select
        form_id,
        any_value(columns(* exclude (form_id, act, person, subject, first_day, last_day, standing, doubts, why_not))),
        list(distinct act) as acts,
        list(distinct person) as persons,
        list(distinct subject) as subjects,
        bool_or(list_contains(doubts, 'act_not_established')) as has_unknown_acts,
        bool_or(list_contains(doubts, 'subject_not_established')) as has_unknown_subjects,
    from marts.reaches
    group by form_id
),
-- For whom a provision on images of minors was read at all.
minors_read as (
    select distinct jurisdiction, person as read_for
    from marts.reaches
    where is_about_minors
),
stretches as (
    select distinct
        form_id,
        coalesce(first_day, date '0001-01-01') as starts,
        coalesce(last_day, date '9999-12-31') as ends,
        why_not,
        list_filter(doubts, lambda doubt: doubt not in ('act_not_established', 'subject_not_established')) as doubts,
    from marts.reaches
),
judged as (
    select
        asked.* exclude (jurisdiction, acts, subjects),
        asked.jurisdiction as case_jurisdiction,
        asked.acts as case_acts,
        asked.subjects as case_subjects,
        texts.*,
        list_contains(persons, person) as is_addressed,
        list_filter(requires, lambda fact: not list_contains(conditions, fact)) as missing_conditions,
        list_concat(
            coalesce(why_not, []::varchar[]),
            if(texts.in_force_from > date, ['not_yet_in_force'], []::varchar[]),
            if(texts.in_force_to < date, ['no_longer_in_force'], []::varchar[]),
            if(is_addressed, []::varchar[], ['other_addressee']),
            if(len(case_acts) > 0 and not list_has_any(texts.acts, case_acts), ['other_act'], []::varchar[]),
            if(len(case_subjects) > 0 and not list_has_any(texts.subjects, case_subjects), ['other_subject'], []::varchar[]),
            if(len(harms) > 0 and not list_contains(harms, harm), ['other_harm'], []::varchar[]),
            if(len(missing_conditions) > 0, ['needs_condition'], []::varchar[])
        ) as reasons,
        list_concat(
            coalesce(doubts, []::varchar[]),
            if(has_unknown_acts and len(case_acts) > 0, ['act_not_established'], []::varchar[]),
            if(has_unknown_subjects and len(case_subjects) > 0, ['subject_not_established'], []::varchar[])
        ) as found_doubts,
    from asked
    inner join places on places.place = asked.jurisdiction
    inner join texts on texts.jurisdiction = places.jurisdiction
    left join stretches on stretches.form_id = texts.form_id and asked.date between starts and ends
),
worked_out as (
    select
        judged.*,
        case when len(reasons) > 0 then 'left_out' when len(found_doubts) > 0 then 'uncertain' else 'applies' end as verdict,
        case when list_contains(reasons, 'not_yet_in_force') then in_force_from
            when list_contains(reasons, 'no_longer_in_force') then in_force_to end as reason_date,
        -- In euros, for a share only: max(fixed amount, share x stated turnover), as the statute's own rule says.
        case
            when max_fine_turnover_share is null or turnover is null then null
            when turnover_rule = 'higher_of'
                then greatest(max_fine_amount / units_per_eur, max_fine_turnover_share * turnover)
            when turnover_rule = 'lower_of'
                then if(units_per_eur is null, null, least(max_fine_amount / units_per_eur, max_fine_turnover_share * turnover))
            else max_fine_turnover_share * turnover
        end as turnover_ceiling_eur,
        verdict = 'left_out' as is_left_out,
        read_for is not null as has_minors_read,
    from judged
    left join minors_read on minors_read.jurisdiction = judged.jurisdiction and minors_read.read_for = judged.person
),
with_minors as (
    select
        *,
        case
            when person not in ('individual', 'legal_person') then 'not_asked'
            when len(case_subjects) > 0 and not list_contains(case_subjects, 'minor') then 'not_asked'
            when not has_minors_read then 'not_read'
            when bool_or(is_about_minors and verdict = 'applies') over place then 'applies'
            when bool_or(is_about_minors and verdict = 'uncertain') over place then 'not_established'
            else 'not_for_this'
        end as minors,  -- of the rows that apply or may; those left out do not see them
    from worked_out
    window place as (partition by case_id, jurisdiction, is_left_out)
),
counted as (
    select
        *,
        minors = 'not_read' and ceiling_group = 'criminal' and list_contains(case_subjects, 'minor') as is_withheld,
        verdict = 'applies' and ceiling_group not in ('damages', 'per_violation', 'per_day') and not is_withheld as counts,
        verdict = 'uncertain' and ceiling_group not in ('damages', 'per_violation', 'per_day') and not is_withheld as may_count,
        has_own_fine
        and fine_kind not in ('fixed', 'before_surcharge', 'unlimited', 'turnover', 'none', 'loss_of_immunity') as is_open_fine,
    from with_minors
),
ousted as (
    select
        *,
        list_contains(
            flatten(list(instead_of) filter (counts and len(requires) > 0 and prison_kind <> 'unknown') over whole), provision_id
        ) is true as is_ousted,
    from counted
    window whole as (partition by case_id, jurisdiction, ceiling_group, is_left_out)
),
with_terms as (
    select
        *,
        is_ousted or list_contains(first_value(instead_of) over by_prison, provision_id) as is_replaced,
        -- In euros, where a turnover is stated: what an amount and a share are compared by.
        coalesce(turnover_ceiling_eur, if(turnover is null, null, max_fine_amount / units_per_eur)) as money_eur,
        max_by({'article': article, 'amount': max_fine_amount, 'currency': currency}, fine_rank)
            filter (counts and fine_kind = 'fixed' and not is_ousted) over whole as fixed_beside,
    from ousted
    window by_prison as (
        partition by case_id, jurisdiction, ceiling_group, is_left_out
        order by counts desc, is_ousted, prison_rank desc, has_own_prison desc, fine_rank desc, source_line, form_id
    ),
    whole as (partition by case_id, jurisdiction, ceiling_group, is_left_out)
)

select
    case_id,
    case_jurisdiction,
    date as case_date,
    person as case_person,
    case_acts,
    case_subjects,
    conditions as case_conditions,
    counted.form_id,
    counted.provision_id,
    counted.rule_ids,
    counted.jurisdiction,
    verdict,
    is_left_out,
    reasons,
    reason_date,
    missing_conditions,
    found_doubts as doubts,
    minors,
    is_withheld,
    is_about_minors,
    counted.is_start_not_established,
    provisions.instrument,
    provisions.instrument_en,
    provisions.instrument_fr,
    counted.article,
    provisions.offence_en,
    provisions.offence_fr,
    counted.harm,
    counted.regime,
    counted.addressee,
    provisions.circumstance,
    counted.acts,
    counted.persons,
    counted.subjects,
    counted.synthetic_covered,
    counted.intent,
    counted.requires,
    provisions.prosecution,
    counted.prison_kind,
    counted.max_prison_months,
    counted.min_prison_months,
    counted.fine_kind,
    counted.max_fine_amount,
    counted.currency,
    counted.max_fine_eur,
    counted.eur_rate_date,
    counted.max_fine_turnover_share,
    counted.turnover_base,
    counted.turnover_rule,
    turnover_ceiling_eur,
    fixed_beside.article as fixed_beside_article,
    fixed_beside.amount as fixed_beside_amount,
    fixed_beside.currency as fixed_beside_currency,
    counted.is_derived,
    counted.derived_from,
    provisions.fine_note,
    provisions.takedown_deadline_hours,
    provisions.takedown_clock_starts,
    provisions.takedown_nature,
    counted.in_force_from,
    counted.in_force_to,
    ceiling_group,
    statute_en,
    statute_fr,
    counts,
    counts and row_number() over by_prison = 1 as is_prison_of_ceiling,
    counts and row_number() over by_fine = 1 as is_fine_of_ceiling,
    -- The heaviest of those not established: what the ceiling would be if they applied.
    may_count and row_number() over by_possible_prison = 1 as is_possible_prison,
    may_count and row_number() over by_possible_fine = 1 as is_possible_fine,
    coalesce(bool_or(counted.prison_kind = 'unknown') filter (counts) over whole, false) as group_has_unknown_prison,
    -- Texts that apply and have a fine without an amount: one shown beside them may be exceeded.
    coalesce(list(counted.article) filter (counts and is_open_fine and not is_replaced) over whole, []::varchar[]) as group_open_fines,
    provision_counting.counting_rule,
    counting_instrument,
    counting_article,
    counting_en,
    counting_fr,
    counting_source_url,
    counting_source_publisher,
    counted.prison_rank,
    may_count,
    counted.confidence,
    provisions.source_kind,
    provisions.source_url,
    provisions.source_publisher,
    provisions.source2_url,
    provisions.notes,
    provisions.source_file,
    counted.source_line,
from with_terms as counted
inner join marts.provisions on provisions.provision_id = counted.provision_id
inner join marts.provision_counting on provision_counting.provision_id = counted.provision_id
window
    whole as (partition by case_id, counted.jurisdiction, ceiling_group, is_left_out),
    by_prison as (
        partition by case_id, counted.jurisdiction, ceiling_group, is_left_out
        order by counts desc, is_ousted, prison_rank desc, has_own_prison desc, fine_rank desc, counted.source_line,
            counted.form_id
    ),
    by_fine as (
        partition by case_id, counted.jurisdiction, ceiling_group, is_left_out
        order by counts desc, is_replaced, counted.fine_kind = 'unlimited' desc, money_eur desc nulls last, fine_rank desc,
            has_own_fine desc, prison_rank desc, counted.source_line, counted.form_id
    ),
    by_possible_prison as (
        partition by case_id, counted.jurisdiction, ceiling_group, is_left_out
        order by may_count desc, prison_rank desc, fine_rank desc, counted.source_line, counted.form_id
    ),
    by_possible_fine as (
        partition by case_id, counted.jurisdiction, ceiling_group, is_left_out
        order by may_count desc, is_replaced, fine_rank desc, prison_rank desc, counted.source_line, counted.form_id
    )
order by
    case_id,
    counted.jurisdiction = case_jurisdiction desc,
    verdict,
    -- Set aside for one reason first, and among those because of its dates: a reader looks for what nearly applied.
    if(verdict = 'left_out', len(reasons), 0),
    if(verdict = 'left_out' and reason_date is null, 1, 0),
    ceiling_group,
    prison_rank desc,
    fine_rank desc,
    counted.form_id
