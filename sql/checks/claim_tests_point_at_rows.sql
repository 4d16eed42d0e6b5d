-- A claim test names a statement, a measurement or an act that does not exist, or no evidence though it has a verdict.
select
    source_file as file,
    source_line as line,
    'evidence_id' as column_name,
    coalesce(evidence_id, statement_id) as found,
    'rows of this observatory; blank only when untested' as accepted,
from raw.claim_tests
where
    statement_id not in (select statement_id from raw.platform_statements)
    or (evidence_id is null and verdict <> 'untested')
    or (evidence_relation = 'incidence' and evidence_id not in (select measurement_id from raw.detections))
    or (evidence_relation = 'enforcement' and evidence_id not in (select action_id from raw.enforcement_actions))
