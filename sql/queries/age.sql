-- One row: the last day of the acts, statements, measurements and reactions, and when they were last looked for.
-- is_found: something was found then; where not, nothing newer was.
with whole as (select looked_date, is_found, from marts.lookups where row_id is null),
newest as (select max(looked_date) as looked_date, from whole)

select
    (select max(data_date) from marts.coverage where relation <> 'sor_daily') as data_date,
    newest.looked_date,
    (select coalesce(bool_or(is_found), false) from whole where whole.looked_date = newest.looked_date) as is_found,
from newest
