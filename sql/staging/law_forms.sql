-- Grain: one row per provision as read, and one more for each set of rules that raise it (an earlier conviction, a habit).
-- A rule raises each maximum it names of every criminal provision of its jurisdiction that addresses its persons, or of those
-- it is tied to whatever their regime, and adds the fact it needs. What was read as a provision of its own (a tier of that fact, instead of the base)
-- is not worked out a second time, and a rule tied to a provision stands there in place of the general one on the same fact.
with recursive rules as (
    select *
    from raw.provision_rules
    where effect = 'raises' and confidence <> 'low'
),
provisions as (select * from raw.provisions),
-- Of a provision, the facts of which its file holds a tier of its own, and those of which it holds a rule tied to it.
tiers as (
    select provision_id, list(distinct fact) as tier_facts,
    from (
        select derived_provision_id as provision_id, unnest(requires) as fact from provisions
        union all
        select unnest(instead_of), fact
        from (select instead_of, unnest(requires) as fact from provisions where stage = 'enacted')
    )
    group by provision_id
),
tied as (
    select provision_id, list(distinct fact) as rule_facts,
    from (
        select provision_id, unnest(requires) as fact
        from (select unnest(only_provisions) as provision_id, requires from raw.provision_rules)
    )
    group by provision_id
),
forms as (
    select
        provision_id as form_id,
        provision_id,
        []::varchar[] as rule_ids,
        jurisdiction,
        article,
        regime,
        addressee,
        stage,
        requires,
        coalesce(tier_facts, []::varchar[]) as tier_facts,
        coalesce(rule_facts, []::varchar[]) as rule_facts,
        prison_kind,
        max_prison_months,
        fine_kind,
        max_fine_amount,
        max_fine_turnover_share,
        is_derived,
        derived_from,
        false as raises_prison,
        false as raises_fine,
    from provisions
    left join tiers using (provision_id)
    left join tied using (provision_id)
    union all
    select
        forms.form_id || '+' || rules.rule_id,
        forms.provision_id,
        list_append(forms.rule_ids, rules.rule_id),
        forms.jurisdiction,
        forms.article || ' + ' || rules.article,
        forms.regime,
        forms.addressee,
        forms.stage,
        list_concat(forms.requires, rules.requires),
        forms.tier_facts,
        forms.rule_facts,
        forms.prison_kind,
        -- Whole months, never above the law: 4/3 of 40 months are 53.
        floor(forms.max_prison_months * coalesce(rules.prison_factor, 1) + 1e-6)::bigint,
        forms.fine_kind,
        forms.max_fine_amount * coalesce(rules.fine_factor, 1),
        forms.max_fine_turnover_share * coalesce(rules.fine_factor, 1),
        true,
        forms.form_id || ' × ' || rules.factor || ' (' || rules.article || ')',
        forms.raises_prison or (rules.prison_factor is not null and forms.max_prison_months is not null),
        forms.raises_fine or (
            rules.fine_factor is not null and (forms.max_fine_amount is not null or forms.max_fine_turnover_share is not null)
        ),
    from forms
    inner join rules
        on rules.jurisdiction = forms.jurisdiction
        and list_contains(rules.addressees, forms.addressee)
        and (len(rules.only_provisions) = 0 or list_contains(rules.only_provisions, forms.provision_id))
        and not list_has_any(forms.requires, rules.requires)
        and rules.rule_id > coalesce(list_last(forms.rule_ids), '')
    where
        (forms.regime = 'criminal' or len(rules.only_provisions) > 0)
        and forms.stage = 'enacted' and not list_has_any(forms.tier_facts, rules.requires)
        and (len(rules.only_provisions) > 0 or not list_has_any(forms.rule_facts, rules.requires))
        -- A rule with nothing to raise (a term without a ceiling, a fine without an amount) makes no figure.
        and (
            (rules.prison_factor is not null and forms.max_prison_months is not null)
            or (
                rules.fine_factor is not null
                and (forms.max_fine_amount is not null or forms.max_fine_turnover_share is not null)
            )
        )
)

select
    form_id,
    provision_id,
    rule_ids,
    article,
    requires,
    max_prison_months,
    max_fine_amount,
    max_fine_turnover_share,
    is_derived,
    derived_from,
    -- A figure that no rule of the form raises is the provision's own: it is cited from there, and not from the rules.
    len(rule_ids) = 0 or raises_prison as has_own_prison,
    len(rule_ids) = 0 or raises_fine as has_own_fine,
from forms
order by form_id
