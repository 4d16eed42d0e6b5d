-- A row per caveat of the affair for $page: printed only while the row it speaks of is in view.
select row_id, text_en, text_fr
from marts.caveats
where page = $page
order by row_id
