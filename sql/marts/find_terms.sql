-- Grain: one row per word of what can be looked for (marts.findable), in small letters without accents, of both languages.
-- things: where it stands; weight 3 in a title or an identifier, 1 in a text.
with parts as (
    select thing, title_en || ' ' || title_fr || ' ' || row_id as written, 3 as weight from marts.findable
    union all
    select thing, concat_ws(' ', text_en, text_fr, more_en, more_fr), 1 from marts.findable
),
words as (
    select thing, unnest(string_split(marts.folded(written), ' ')) as term, weight
    from parts
),
places as (
    select term, thing, max(weight) as weight
    from words
    where term <> ''
    group by all
)

select
    term,
    count(*) as thing_count,
    list({'thing': thing, 'weight': weight} order by thing) as things,
from places
group by term
order by term
