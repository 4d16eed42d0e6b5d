-- The provisions that reach, or may reach, an individual, a company or a platform on a day of the period, with figures, most
-- specific harms first. With no jurisdiction chosen: the affair's reference, none where it has none. is_sure: on some day of it, without a doubt.
-- place: within the jurisdiction; the first of each come first, so that a short list has some of all.
with texts as (
    select
        provision_id,
        jurisdiction,
        bool_or(standing = 'sure') as is_sure,
        any_value(max_prison_months) as max_prison_months,
        any_value(prison_kind) = 'life' as is_life,
        any_value(max_fine_amount) as max_fine_amount,
        any_value(currency) as currency,
        any_value(max_fine_turnover_share) as max_fine_turnover_share,
    from marts.reaches
    where
        (
            list_contains($jurisdictions, jurisdiction)
            or (len($jurisdictions) = 0 and jurisdiction = (select reference_jurisdiction from marts.affair))
        )
        and standing <> 'out' and not is_derived
        and coalesce(first_day, $start::date) <= $end::date
        and coalesce(last_day, $end::date) >= $start::date
    group by provision_id, jurisdiction
)

select
    provision_id,
    texts.jurisdiction,
    coalesce(instrument_en, instrument) as instrument_en,
    coalesce(instrument_fr, instrument) as instrument_fr,
    article,
    offence_en,
    offence_fr,
    harm,
    regime,
    addressee,
    circumstance,
    texts.max_prison_months,
    texts.is_life,
    texts.max_fine_amount,
    texts.currency,
    fine_kind,
    texts.max_fine_turnover_share,
    is_derived,
    is_sure,
    in_force_from,
    status_on_build,
    source_publisher,
    row_number() over (
        partition by texts.jurisdiction
        order by in_force_from is null, harm <> 'ncii_adult', harm, addressee <> 'individual', article, provision_id
    ) as place,
from texts
inner join marts.provisions using (provision_id)
where
    texts.max_prison_months is not null or texts.max_fine_amount is not null or texts.is_life
    or texts.max_fine_turnover_share is not null
order by place, texts.jurisdiction
