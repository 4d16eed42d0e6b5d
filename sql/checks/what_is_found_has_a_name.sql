-- A thing that can be looked for has no name or no text in one of the languages.
select 'data/reference/codes.yml' as file, kind, row_id, 'a name and a text in en and fr' as accepted,
from marts.findable
where title_en is null or title_fr is null or text_en is null or text_fr is null
