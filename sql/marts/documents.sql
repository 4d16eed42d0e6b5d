-- Grain: one row per row of a collected table: what its document is, and what of it was read.
-- leads_to: official or producer, when the row carries the address of an official document or of the producer's own;
-- else other. report_count: reports read that do not depend on each other.
with documents as (select * from staging.documents),
counted as (select action_id from marts.enforcement where is_counted),
measured as (select measurement_id from marts.incidence where quantity_group <> 'context')

select
    relation,
    row_id,
    case relation
        when 'enforcement' then counted.action_id is not null
        when 'incidence' then measured.measurement_id is not null
        else true
    end as is_of_this_affair,
    case
        when document_url is not null and document_kind = 'official' then 'official'
        when document_url is not null then 'producer'
        else 'other'
    end as leads_to,
    source_kind,
    document_read,
    report_count,
    confidence,
    entered_date,
from documents
left join counted on relation = 'enforcement' and counted.action_id = row_id
left join measured on relation = 'incidence' and measured.measurement_id = row_id
order by relation, row_id
