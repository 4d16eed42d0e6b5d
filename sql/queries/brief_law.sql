-- The provisions on individuals and platforms in force on a day of the period, most specific harms first; those whose
-- dates are not known are marked by their status. With no jurisdiction chosen: the affair's reference, none where it has none.
-- place: within the jurisdiction; the first of each come first, so that a short list has some of all.
select
    provision_id,
    jurisdiction,
    coalesce(instrument_en, instrument) as instrument_en,
    coalesce(instrument_fr, instrument) as instrument_fr,
    article,
    offence_en,
    offence_fr,
    harm,
    addressee,
    circumstance,
    max_prison_months,
    is_life,
    max_fine_amount,
    currency,
    max_fine_turnover_share,
    is_derived,
    in_force_from,
    status_on_build,
    source_publisher,
    row_number() over (
        partition by jurisdiction
        order by in_force_from is null, harm <> 'ncii_adult', harm, addressee <> 'individual', article, provision_id
    ) as place,
from marts.provisions
where
    (
        list_contains($jurisdictions, jurisdiction)
        or (len($jurisdictions) = 0 and jurisdiction = (select reference_jurisdiction from marts.affair))
    )
    and not is_derived
    and (max_prison_months is not null or max_fine_amount is not null or is_life or max_fine_turnover_share is not null)
    and coalesce(in_force_from, $start::date) <= $end::date
    and coalesce(in_force_to, $end::date) >= $start::date
order by place, jurisdiction
