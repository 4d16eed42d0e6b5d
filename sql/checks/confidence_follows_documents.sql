-- Confidence is high though neither the original nor two reports that do not depend on each other were read.
-- Of a law, its own words read in a public copy of the official text are the original.
select
    source_file as file,
    source_line as line,
    'confidence' as column_name,
    confidence as found,
    'medium or low, or document_read: original, or a second report of its own (' || report_count || ' read)' as accepted,
from staging.documents
where
    confidence = 'high' and report_count < 2
    and document_read <> 'original' and not (relation = 'provisions' and document_read = 'excerpt')
union all
select
    tests.source_file,
    tests.source_line,
    'confidence',
    tests.confidence,
    'medium or low while ' || row_id || ' rests on no original and on fewer than two reports',
from raw.claim_tests as tests
inner join staging.documents on (relation = 'statements' and row_id = statement_id) or row_id = evidence_id
where tests.confidence = 'high' and document_read <> 'original' and report_count < 2
order by file, line
