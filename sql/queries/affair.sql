-- One row: the affair (see sql/marts/affair.sql).
select *
from marts.affair
