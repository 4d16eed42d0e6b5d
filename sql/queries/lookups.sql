-- A row per thing that was looked for, whole sources first: when, up to what day the evidence reaches, found or not.
select *
from marts.lookups
order by row_id nulls first, looked_date desc, subject_en
