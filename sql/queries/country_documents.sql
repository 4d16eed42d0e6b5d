-- Grain: one row per jurisdiction of $places: how many of its acts, statements that name it and reactions there are in the whole
-- record, for how many acts the document itself was read, how many provisions are without a start, and the day they were read.
select
    code as jurisdiction,
    kind,
    parent,
    provision_count,
    (select count(*) from marts.enforcement where jurisdiction = code and is_counted) as act_count,
    (
        select count(*) from marts.enforcement
        where jurisdiction = code and is_counted and document_read in ('original', 'excerpt')
    ) as read_count,
    (select count(*) from marts.enforcement where jurisdiction = code and is_counted and action_date is null) as undated_count,
    (select count(*) from marts.statements where list_contains(jurisdictions, code)) as statement_count,
    (select count(*) from marts.reactions where jurisdiction = code) as reaction_count,
    (
        select count(*) from marts.provisions
        where jurisdiction = code and stage = 'enacted' and in_force_from is null
    ) as undated_provision_count,
    (select read_on from marts.law_readings where jurisdiction = code) as read_on,
from marts.jurisdictions
where list_contains($places::varchar[], code)
order by list_position($places::varchar[], code)
