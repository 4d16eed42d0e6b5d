-- What $q may mean, best first: a row per thing with the most of its words that tell anything apart. A word is taken as
-- written, as the beginning of one or without its ending; only when there is none, as one with a letter wrong (two in a long
-- word). Numbers are taken as written. A word of more than a third of all things is not required. At most $most words.
-- has_all: all words that tell anything apart are in it.
-- unknown_words, read_as: words of $q that stand nowhere, and those read otherwise (`amande > amende`), of every row alike.
with asked as (
    select unnest(list_distinct(list_filter(string_split(marts.folded($q), ' '), lambda word: word <> ''))[:$most]) as word
),
total as (select count(*) as thing_count from marts.findable),
written as (
    select
        word,
        find_terms.*,
        if(term = word, 1.0, 0.6 + 0.3 * least(length(word), length(term)) / greatest(length(word), length(term))) as likeness,
    from asked
    inner join marts.find_terms on
        term = word
        or not regexp_matches(word, '[0-9]')
        and (
            length(word) > 2 and starts_with(term, word)
            or length(term) > 3 and starts_with(word, term) and length(word) - length(term) <= 2
        )
),
misspelt as (
    select
        word,
        find_terms.*,
        damerau_levenshtein(term, word) as wrong,
    from (from asked anti join (from written where starts_with(term, word)) using (word)) as asked
    inner join marts.find_terms on
        length(word) > 3
        and not regexp_matches(word, '[0-9]')
        and not regexp_matches(term, '[0-9]')
        and abs(length(term) - length(word)) <= 2
        and damerau_levenshtein(term, word) <= if(length(word) > 7, 2, 1)
    qualify wrong = min(wrong) over (partition by word)
),
taken as (
    select word, term, thing_count, things, likeness, false as is_misspelt from written
    union all
    select word, term, thing_count, things, 0.5 / wrong, true from misspelt
),
weighed as (
    select
        word,
        taken.term,
        place.thing,
        likeness * place.weight * ln(1 + total.thing_count / taken.thing_count) as score,
        max(if(taken.term = word, taken.thing_count, 0)) over (partition by word) * 3 <= total.thing_count as is_telling,
    from taken
    cross join total
    cross join unnest(things) as unnested(place)
),
told as (
    select
        (select count(distinct word) filter (is_telling) from weighed) as telling_words,
        list(word order by word) filter (word not in (select word from taken)) as unknown_words,
        (select list(distinct word || ' > ' || term order by word || ' > ' || term) from taken where is_misspelt) as read_as,
    from asked
),
best as (
    select thing, word, max(score) as score, bool_or(is_telling) as is_telling, list(distinct term) as terms
    from weighed
    group by all
),
found as (
    select
        thing,
        count(*) filter (is_telling) as telling_count,
        count(*) as word_count,
        sum(score) as score,
        list_sort(list_distinct(flatten(list(terms)))) as terms,
    from best
    group by thing
    qualify
        (telling_count, if(telling_count = 0, word_count, 0))
        = max((telling_count, if(telling_count = 0, word_count, 0))) over ()
)

select
    kind,
    row_id,
    record_id,
    title_en,
    title_fr,
    text_en,
    text_fr,
    jurisdictions,
    found_date,
    date_precision,
    telling_count = telling_words as has_all,
    terms,
    coalesce(unknown_words, []::varchar[]) as unknown_words,
    coalesce(read_as, []::varchar[]) as read_as,
from found
inner join marts.findable using (thing)
cross join told
order by
    -- All the words of the question next to each other in a title or an identifier come first.
    contains(' ' || marts.folded(title_en || ' ' || title_fr || ' ' || row_id) || ' ', ' ' || marts.folded($q) || ' ') desc,
    score desc,
    found_date desc nulls last,
    row_id
