-- Grain: one row per provision as read, and one more for each set of rules that raise it (an earlier conviction, a habit).
-- A rule raises each maximum it names of every criminal provision of its jurisdiction that addresses its persons, or of those
-- it is tied to, and adds the fact it needs. What was read as a provision of its own is not worked out a second time.
with recursive rules as (
    select *
    from raw.provision_rules
    where effect = 'raises' and confidence <> 'low'
),
provisions as (select * from raw.provisions),
-- What a file holds as a provision of its own: (the provision it follows from, the further fact it needs).
read_already as (
    select derived_provision_id as provision_id, unnest(requires) as fact,
    from provisions
    where derived_provision_id is not null
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
        prison_kind,
        max_prison_months,
        fine_kind,
        max_fine_amount,
        is_derived,
        derived_from,
        false as raises_prison,
        false as raises_fine,
    from provisions
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
        forms.prison_kind,
        round(forms.max_prison_months * coalesce(rules.prison_factor, 1))::bigint,
        forms.fine_kind,
        forms.max_fine_amount * coalesce(rules.fine_factor, 1),
        true,
        forms.form_id || ' × ' || rules.factor || ' (' || rules.article || ')',
        forms.raises_prison or (rules.prison_factor is not null and forms.max_prison_months is not null),
        forms.raises_fine or (rules.fine_factor is not null and forms.max_fine_amount is not null),
    from forms
    inner join rules
        on rules.jurisdiction = forms.jurisdiction
        and list_contains(rules.addressees, forms.addressee)
        and (len(rules.only_provisions) = 0 or list_contains(rules.only_provisions, forms.provision_id))
        and not list_has_any(forms.requires, rules.requires)
        and rules.rule_id > coalesce(list_last(forms.rule_ids), '')
    left join read_already
        on read_already.provision_id = forms.form_id and list_contains(rules.requires, read_already.fact)
    where
        forms.regime = 'criminal' and forms.stage = 'enacted' and read_already.provision_id is null
        -- A rule with nothing to raise (a term without a ceiling, a fine without an amount) makes no figure.
        and (
            (rules.prison_factor is not null and forms.max_prison_months is not null)
            or (rules.fine_factor is not null and forms.max_fine_amount is not null)
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
    is_derived,
    derived_from,
    -- A figure that no rule of the form raises is the provision's own: it is cited from there, and not from the rules.
    len(rule_ids) = 0 or raises_prison as has_own_prison,
    len(rule_ids) = 0 or raises_fine as has_own_fine,
from forms
order by form_id
