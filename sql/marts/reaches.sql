-- Grain: one row per text (a provision as read, or as raised by rules), act, person, subject of the image and stretch of days.
-- The one answer to "which text reaches whom, for what act, since when, until when, how surely, and why not". Every view of
-- the law reads it and nothing else. The image is altered or synthetic and consent is missing.
-- standing: sure, unclear (doubts says what is not established) or out (why_not says why). No row: the text is not in force,
-- or does not concern that act, person or subject. requires: further facts it needs. A text of no established start is
-- taken as in force from the affair's first day on, and unclear before. A figure of low confidence is not given here.
-- A company that runs a platform or provides a tool is one: what addresses companies for that duty reaches it. What
-- addresses individuals never reaches a company.
with forms as (select * from staging.law_forms),
provisions as (select * from raw.provisions),
pauses as (select * from raw.provision_pauses),
rates as (select * from staging.rates),
anchors as (select * from staging.anchors),
counting as (select * from marts.provision_counting),
rules as (select * from raw.provision_rules),
-- A rule of its own dates narrows the days of the text it raises.
rule_days as (
    select form_id, max(rules.in_force_from) as rule_from, min(rules.in_force_to) as rule_to,
    from (select form_id, unnest(rule_ids) as rule_id from forms) as used
    inner join rules using (rule_id)
    group by form_id
),
persons as (
    select provision_id, addressee as person from provisions
    union
    select provision_id, 'platform'
    from provisions
    where addressee = 'legal_person' and list_contains(acts, 'platform_duty')
    union
    select provision_id, 'provider_of_tool'
    from provisions
    where addressee = 'legal_person' and list_contains(acts, 'tool_provision')
),
acts as (
    select provision_id, unnest(acts) as act, true as is_act_established from provisions
    union all
    -- Which acts it covers was not established: any act upon an image may be one.
    select provision_id, code, false
    from provisions
    inner join marts.codes on vocabulary = 'act' and code not in ('tool_provision', 'platform_duty')
    where len(acts) = 0
),
subjects as (
    select provision_id, unnest(subjects) as subject, true as is_subject_established from provisions
    union all
    select provision_id, code, false
    from provisions
    inner join marts.codes on vocabulary = 'image_subject'
    where len(subjects) = 0
),
dated as (
    select
        forms.form_id,
        forms.provision_id,
        stage,
        provisions.in_force_from is null as has_no_start,
        greatest(provisions.in_force_from, rule_from) as in_force_from,
        least(provisions.in_force_to, rule_to) as in_force_to,
        first_alarm_date as known_from,
    from forms
    inner join provisions using (provision_id)
    left join rule_days using (form_id)
    cross join anchors
),
edges as (
    select form_id, coalesce(in_force_from, date '0001-01-01') as day from dated
    union
    select form_id, known_from from dated where has_no_start and stage = 'enacted'
    union
    select form_id, paused_from from dated inner join pauses using (provision_id)
    union
    select form_id, paused_to + 1 from dated inner join pauses using (provision_id) where paused_to is not null
),
stretches as (
    select
        dated.*,
        edges.day,
        least(lead(edges.day) over (partition by form_id order by edges.day) - 1, in_force_to) as last_day,
    from edges
    inner join dated using (form_id)
    where edges.day >= coalesce(in_force_from, edges.day) and edges.day <= coalesce(in_force_to, edges.day)
),
stood as (
    select
        form_id,
        nullif(day, date '0001-01-01') as first_day,
        last_day,
        in_force_from,
        in_force_to,
        has_no_start and day < known_from and stage = 'enacted' as is_start_unknown,
        stage = 'enacted' and exists (
            from pauses
            where
                pauses.provision_id = stretches.provision_id
                and day between paused_from and coalesce(paused_to, date '9999-12-31')
        ) as is_paused,
    from stretches
),
joined as (
    select
        forms.*,
        provisions.* exclude (
            provision_id, article, requires, max_prison_months, max_fine_amount, max_fine_turnover_share, is_derived,
            derived_from, in_force_from, in_force_to, acts, subjects
        ),
        -- Of intimate images other texts protect minors: one on images of anyone does not tell what those provide.
        provisions.subjects = ['minor'] or (
            list_contains(provisions.subjects, 'minor') and regime = 'criminal'
            and harm not in ('ncii', 'ncii_adult', 'platform_duty', 'tool_ban')
        ) as is_about_minors,
        act,
        is_act_established,
        person,
        subject,
        is_subject_established,
        first_day,
        last_day,
        stood.in_force_from,
        stood.in_force_to,
        is_start_unknown,
        is_paused,
        list_filter([
            if(stage = 'bill', 'bill', null),
            if(stage = 'adopted_not_in_force', 'adopted_not_in_force', null),
            if(is_paused, 'paused', null),
            if(binds_states, 'binds_states', null),
            if(synthetic_covered = 'no', 'real_images_only', null),
        ], lambda reason: reason is not null) as why_not,
        list_filter([
            if(is_start_unknown, 'start_not_established', null),
            if(synthetic_covered = 'unclear', 'synthetic_not_established', null),
            if(not is_act_established, 'act_not_established', null),
            if(not is_subject_established, 'subject_not_established', null),
            if(confidence = 'low', 'low_confidence', null),
        ], lambda doubt: doubt is not null) as doubts,
        forms.max_fine_amount / rates.units_per_eur as exact_eur,
        rates.rate_date,
        rates.units_per_eur,
    from forms
    inner join provisions using (provision_id)
    inner join stood using (form_id)
    inner join persons using (provision_id)
    inner join acts using (provision_id)
    inner join subjects using (provision_id)
    left join rates using (currency)
),
texts as (
    select
        form_id,
        provision_id,
        rule_ids,
        jurisdiction,
        act,
        person,
        subject,
        first_day,
        last_day,
        case when len(why_not) > 0 then 'out' when len(doubts) > 0 then 'unclear' else 'sure' end as standing,
        doubts,
        why_not,
        requires,
        instead_of,
        harm,
        regime,
        -- Damages, and amounts per violation or per day, are in no ceiling; one statute has one, whatever its instruments are called.
        case
            when is_damages then 'damages'
            when fine_kind in ('per_violation', 'per_day') then fine_kind
            when regime = 'criminal' then 'criminal'
            else statute_local
        end as ceiling_group,
        statute_en,
        statute_fr,
        addressee,
        -- Written for images of minors, and not for those of anyone.
        is_about_minors and regime = 'criminal' and stage = 'enacted' and not binds_states as is_about_minors,
        article,
        stage,
        synthetic_covered,
        intent,
        in_force_from,
        in_force_to,
        in_force_from is null as is_start_not_established,
        if(confidence = 'low' and prison_kind <> 'none', 'unknown', prison_kind) as prison_kind,
        if(confidence = 'low', null, max_prison_months) as max_prison_months,
        if(confidence = 'low', null, min_prison_months) as min_prison_months,
        if(confidence = 'low' and fine_kind <> 'none', 'not_retrieved', fine_kind) as fine_kind,
        if(confidence = 'low', null, max_fine_amount) as max_fine_amount,
        currency,
        case
            when confidence = 'low' then null
            when currency = 'EUR' then max_fine_amount
            when exact_eur > 0 then round(exact_eur, 1 - floor(log10(exact_eur))::integer)
        end as max_fine_eur,
        rate_date as eur_rate_date,
        units_per_eur,
        if(confidence = 'low', null, max_fine_turnover_share) as max_fine_turnover_share,
        turnover_base,
        turnover_rule,
        is_derived,
        derived_from,
        has_own_prison,
        has_own_fine,
        counting_rule,
        confidence,
        source_line,
    from joined
    left join counting using (provision_id)
)

select
    *,
    -- Two orders, the same for every view: the heaviest term first, and the heaviest fine (amounts of one currency, or in euros).
    case prison_kind
        when 'life' then 1e6
        when 'minimum_only' then 1e5 + min_prison_months
        when 'term' then max_prison_months
        when 'unknown' then 0.5
        else 0
    end as prison_rank,
    case
        when fine_kind = 'unlimited' then 9e12
        when fine_kind = 'turnover' then 8e12 + max_fine_turnover_share * 1e6
        when fine_kind = 'fixed' then 7e12 + max_fine_amount / coalesce(units_per_eur, 1)
        when fine_kind = 'before_surcharge' then 6e12 + max_fine_amount / coalesce(units_per_eur, 1)
        when fine_kind = 'not_stated' then 4e12
        when fine_kind = 'not_retrieved' then 3e12
        when fine_kind = 'loss_of_immunity' then 2e12
        when fine_kind = 'none' then 0
        else 5e12
    end as fine_rank,
from texts
order by form_id, person, act, subject, first_day nulls first
