-- A fact is entered twice under two identifiers; where the two are distinct, data/reference/distinct_rows.csv says why.
-- Same: place, measure, day (a month overlaps its days) and authority or document, for an act; what is measured, by whom,
-- on what and the result, for a measurement; speaker, day and substance, for what was said; both ends, for a claim test.
-- Names are compared without case, accents, marks and what stands in brackets; one within the other is the same.
with acts as (
    select
        source_file, source_line, action_id as row_id, jurisdiction, measure, date,
        coalesce(date_precision, 'unknown') as date_precision, [source_url, source2_url] as documents,
        trim(regexp_replace(regexp_replace(strip_accents(lower(authority)), '\(.*?\)', ' ', 'g'), '[^\pL\pN]+', ' ', 'g')) as name,
    from raw.enforcement_actions
),
measurements as (
    select
        *,
        trim(regexp_replace(regexp_replace(strip_accents(lower(producer)), '\(.*?\)', ' ', 'g'), '[^\pL\pN]+', ' ', 'g')) as name,
    from raw.detections
),
said as (
    select
        *,
        trim(regexp_replace(regexp_replace(strip_accents(lower(speaker)), '\(.*?\)', ' ', 'g'), '[^\pL\pN]+', ' ', 'g')) as name,
    from raw.platform_statements
),
reacted as (
    select
        *,
        trim(regexp_replace(strip_accents(lower(speaker)), '[^\pL\pN]+', ' ', 'g')) as name,
    from raw.public_reactions
),
pairs as (
    select 'enforcement' as relation, second.source_file, second.source_line, second.row_id, first.row_id as other_id,
    from acts as first
    inner join acts as second on first.source_line < second.source_line
        and first.jurisdiction = second.jurisdiction and first.measure = second.measure
        and (
            first.date is not distinct from second.date
            or ('month' in (first.date_precision, second.date_precision)
                and date_trunc('month', first.date) = date_trunc('month', second.date))
        )
        and (
            ' ' || first.name || ' ' like '% ' || second.name || ' %' or ' ' || second.name || ' ' like '% ' || first.name || ' %'
            or list_has_any(list_filter(first.documents, lambda url: url is not null), second.documents)
        )
    union all
    select 'incidence', second.source_file, second.source_line, second.measurement_id, first.measurement_id,
    from measurements as first
    inner join measurements as second on first.source_line < second.source_line
        and first.category = second.category and first.unit = second.unit
        and first.value is not distinct from second.value and first.k is not distinct from second.k
        and first.n is not distinct from second.n and first.platform is not distinct from second.platform
        and first.window_start is not distinct from second.window_start
        and first.window_end is not distinct from second.window_end
        and first.subset_of is not distinct from second.subset_of
        and (' ' || first.name || ' ' like '% ' || second.name || ' %' or ' ' || second.name || ' ' like '% ' || first.name || ' %')
    union all
    select 'statements', second.source_file, second.source_line, second.statement_id, first.statement_id,
    from said as first
    inner join said as second on first.source_line < second.source_line
        and first.date is not distinct from second.date and first.stance = second.stance
        and first.measure_announced is not distinct from second.measure_announced
        and (' ' || first.name || ' ' like '% ' || second.name || ' %' or ' ' || second.name || ' ' like '% ' || first.name || ' %')
    union all
    select 'reactions', second.source_file, second.source_line, second.reaction_id, first.reaction_id,
    from reacted as first
    inner join reacted as second using (date, date_precision, jurisdiction, stance, name)
    where first.source_line < second.source_line
    union all
    select 'claim_tests', second.source_file, second.source_line, second.claim_test_id, first.claim_test_id,
    from raw.claim_tests as first
    inner join raw.claim_tests as second on first.source_line < second.source_line
        and first.statement_id = second.statement_id and first.evidence_id is not distinct from second.evidence_id
)

select
    source_file as file,
    source_line as line,
    'id' as column_name,
    row_id as found,
    'nothing that ' || array_to_string(min(other_id, 3), ' or ') || ' already says; two distinct facts are named in data/reference/distinct_rows.csv' as accepted,
from pairs
where not exists (
    select 1 from raw.distinct_rows as distinct_rows
    where distinct_rows.relation = pairs.relation
        and (distinct_rows.row_id, distinct_rows.other_id) in ((pairs.row_id, pairs.other_id), (pairs.other_id, pairs.row_id))
)
group by source_file, source_line, row_id -- a fact entered a thousand times is a thousand faults, not half a million
order by file, line
