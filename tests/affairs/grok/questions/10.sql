-- Question 10: acts that several authorities made together or that cross a border, refusals to assist, and the laws that
-- followed, with the date from which they apply where one was found.
select
    case
        when measure = 'legislation' then 'law'
        when exclusion_reason_en like '%refusal%' then 'clash'
        else 'cooperation'
    end as kind,
    action_id,
    action_date,
    date_precision,
    jurisdiction,
    authority,
    summary_en,
    summary_fr,
    source_publisher,
    source_url,
from marts.enforcement
where
    marts.is_chosen(jurisdiction, $jurisdictions)
    and (
        (measure = 'legislation' and not is_related_context)
        or exclusion_reason_en like '%refusal%'
        or authority like '%authorities%' or authority like '%Europol%' or authority like '%joint%'
    )
order by kind, action_date, action_id
