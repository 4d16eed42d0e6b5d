-- The first and last date of each relation with dated rows.
select relation, first_date, data_date
from marts.coverage
order by relation
