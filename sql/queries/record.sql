-- The row a permanent identifier names, whole, as JSON: its relation, the source it was read from, the row.
-- $rows: every row that has a receipt, as etl/warehouse/recorded.py selects them.
select relation, source_id, row_json,
from query($rows)
where row_id = $id
