-- Grain: one row per caveat of the affair: printed on its page only while the row it speaks of is in view.
select
    page,
    row_id,
    text_en,
    text_fr,
from raw.caveats
order by page, row_id
