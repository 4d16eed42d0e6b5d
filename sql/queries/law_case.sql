-- Grain: one row per provision of the jurisdiction and of the union above it, with what it says about one case.
-- $date is the date of the facts. $acts, $subjects (who is shown), $harms: an empty list means any. $person: one addressee.
-- $conditions: facts stated beyond the act. $turnover: in euros, null when not stated. The image is altered or synthetic.
-- verdict: applies; uncertain (doubts says what is not established); left_out (reasons says why, all that hold).
-- A ceiling belongs to a group: the criminal law of a jurisdiction, or one administrative act. It is the highest of the
-- group's applicable maxima, never a sum. Damages and amounts per violation are in no ceiling.
with provisions as (
    select
        provisions.*,
        counting.*,
        rates.units_per_eur,
        rates.rate_date as eur_rate_date,
        -- Without an established start, a text read as in force is taken to be so from the affair's first day only.
        anchors.first_alarm_date as known_from,
    from marts.provisions
    cross join marts.anchors
    inner join marts.provision_counting as counting using (provision_id)
    left join marts.exchange_rates as rates using (currency)
    where
        jurisdiction = $jurisdiction
        or jurisdiction in (select parent from marts.jurisdictions where code = $jurisdiction)
),
judged as (
    select
        *,
        list_filter(requires, lambda fact: not list_contains($conditions::varchar[], fact)) as missing_conditions,
        list_filter([
            if(stage = 'bill', 'bill', null),
            if(stage = 'adopted_not_in_force', 'adopted_not_in_force', null),
            if(in_force_from > $date::date, 'not_yet_in_force', null),
            if(in_force_to < $date::date, 'no_longer_in_force', null),
            if(binds_states, 'binds_states', null),
            if(addressee <> $person, 'other_addressee', null),
            if(len($acts::varchar[]) > 0 and len(acts) > 0 and not list_has_any(acts, $acts::varchar[]), 'other_act', null),
            if(
                len($subjects::varchar[]) > 0 and len(subjects) > 0 and not list_has_any(subjects, $subjects::varchar[]),
                'other_subject', null
            ),
            if(len($harms::varchar[]) > 0 and not list_contains($harms::varchar[], harm), 'other_harm', null),
            if(synthetic_covered = 'no', 'real_images_only', null),
            if(len(missing_conditions) > 0, 'needs_condition', null),
        ], lambda reason: reason is not null) as reasons,
        list_filter([
            if(in_force_from is null and $date::date < known_from, 'start_not_established', null),
            if(synthetic_covered = 'unclear', 'synthetic_not_established', null),
            if(len(acts) = 0 and len($acts::varchar[]) > 0, 'act_not_established', null),
            if(len(subjects) = 0 and len($subjects::varchar[]) > 0, 'subject_not_established', null),
            if(confidence = 'low', 'low_confidence', null),
        ], lambda doubt: doubt is not null) as doubts,
    from provisions
),
worked_out as (
    select
        *,
        case when len(reasons) > 0 then 'left_out' when len(doubts) > 0 then 'uncertain' else 'applies' end as verdict,
        case when 'not_yet_in_force' in reasons then in_force_from when 'no_longer_in_force' in reasons then in_force_to end
            as reason_date,
        case
            when is_damages then 'damages'
            when fine_kind = 'per_violation' then 'per_violation'
            when regime = 'criminal' then 'criminal'
            else instrument
        end as ceiling_group,
        -- In euros, for a share only: max(fixed amount, share x stated turnover), as the act's own rule says.
        case
            when max_fine_turnover_share is null or $turnover::double is null then null
            when turnover_rule = 'higher_of'
                then greatest(max_fine_amount / units_per_eur, max_fine_turnover_share * $turnover::double)
            else max_fine_turnover_share * $turnover::double
        end as turnover_ceiling_eur,
    from judged
),
grouped as (
    select
        *,
        verdict = 'applies' and ceiling_group not in ('damages', 'per_violation') as counts,
        verdict <> 'left_out' and ceiling_group not in ('damages', 'per_violation') as may_count,
    from worked_out
)

select
    provision_id,
    jurisdiction,
    verdict,
    reasons,
    reason_date,
    missing_conditions,
    doubts,
    in_force_from is null as is_start_not_established,
    instrument,
    instrument_en,
    instrument_fr,
    article,
    offence_en,
    offence_fr,
    harm,
    regime,
    addressee,
    circumstance,
    acts,
    subjects,
    synthetic_covered,
    intent,
    requires,
    prison_kind,
    max_prison_months,
    min_prison_months,
    fine_kind,
    max_fine_amount,
    currency,
    max_fine_eur,
    eur_rate_date,
    max_fine_turnover_share,
    turnover_base,
    turnover_rule,
    turnover_ceiling_eur,
    is_derived,
    derived_from,
    fine_note,
    takedown_deadline_hours,
    takedown_clock_starts,
    takedown_nature,
    in_force_from,
    in_force_to,
    ceiling_group,
    counting_rule,
    counting_instrument,
    counting_article,
    counting_en,
    counting_fr,
    counting_source_url,
    counting_source_publisher,
    row_number() over per_group = 1 as is_group_head,
    count(*) filter (counts) over whole as group_applies_count,
    count(*) filter (may_count and not counts) over whole as group_uncertain_count,
    coalesce(bool_or(prison_kind = 'life') filter (counts) over whole, false) as group_is_life,
    coalesce(bool_or(prison_kind = 'minimum_only') filter (counts) over whole, false) as group_has_term_without_ceiling,
    coalesce(bool_or(prison_kind = 'unknown') filter (counts) over whole, false) as group_has_unknown_prison,
    max(max_prison_months) filter (counts) over whole as group_max_prison_months,
    max(min_prison_months) filter (counts and prison_kind in ('minimum_only', 'life')) over whole as group_min_prison_months,
    max(max_fine_amount) filter (counts and fine_kind in ('fixed', 'before_surcharge')) over whole as group_max_fine_amount,
    max(max_fine_eur) filter (counts and fine_kind in ('fixed', 'before_surcharge')) over whole as group_max_fine_eur,
    max(currency) filter (counts and fine_kind in ('fixed', 'before_surcharge', 'turnover')) over whole as group_currency,
    max(max_fine_turnover_share) filter (counts) over whole as group_max_turnover_share,
    max(turnover_ceiling_eur) filter (counts) over whole as group_turnover_ceiling_eur,
    max(max_fine_amount) filter (counts and fine_kind = 'turnover') over whole as group_fixed_beside_share,
    -- The fine of the group: unlimited where one is, else the highest amount or share, else the kind of its head.
    case
        when bool_or(fine_kind = 'unlimited') filter (counts) over whole then 'unlimited'
        when count(*) filter (counts and fine_kind = 'turnover') over whole > 0 then 'turnover'
        when count(*) filter (counts and fine_kind = 'fixed') over whole > 0 then 'fixed'
        else first_value(fine_kind) over per_group
    end as group_fine_kind,
    -- True when another applicable provision has a fine without an amount: the amount shown may be exceeded.
    coalesce(
        bool_or(fine_kind not in ('fixed', 'unlimited', 'turnover', 'none', 'loss_of_immunity')) filter (counts) over whole,
        false
    ) as group_has_open_fine,
    max(max_prison_months) filter (may_count) over whole as group_possible_prison_months,
    coalesce(bool_or(prison_kind = 'life') filter (may_count) over whole, false) as group_is_possibly_life,
    max(max_fine_amount) filter (may_count and fine_kind in ('fixed', 'before_surcharge')) over whole
        as group_possible_fine_amount,
    confidence,
    source_kind,
    source_url,
    source_publisher,
    source2_url,
    notes,
    source_file,
    source_line,
from grouped
window
    whole as (partition by jurisdiction, ceiling_group),
    per_group as (
        partition by jurisdiction, ceiling_group
        order by counts desc, may_count desc, prison_kind = 'life' desc, max_prison_months desc nulls last,
            max_fine_amount desc nulls last, max_fine_turnover_share desc nulls last, source_file, source_line
    )
order by
    jurisdiction = $jurisdiction desc,
    verdict,
    -- Set aside for one reason first, and among those because of its dates: a reader looks for what nearly applied.
    if(verdict = 'left_out', len(reasons), 0),
    if(verdict = 'left_out' and reason_date is null, 1, 0),
    ceiling_group,
    prison_kind = 'life' desc,
    max_prison_months desc nulls last,
    max_fine_amount desc nulls last,
    provision_id
