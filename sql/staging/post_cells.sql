-- Grain: one row per week, language, field and label of the ingested posts, with what may be shown of it and no more: all
-- that is published of these posts is made from this relation. Counts are rounded to five, hidden ones null; so is the
-- group's whole where it hides a single cell, or fewer than ten persons, for it would say how many they are; and that of
-- the field about where it hides anything, for the posts on the matter are the whole of every other field. Of the other fields
-- only posts surely about the affair count; expected_count is the sum of their probabilities of the label.
with posts as (
    select
        cluster_key,
        min(day) as day,
        min(language) as language,
        min(author_key) as author_key,
        min(post_key) as post_key,
    from raw.posts
    where not is_repost and language in ('fr', 'en')
    group by cluster_key
),
surely as (select post_key from raw.post_tags where field = 'about' and label = 'yes' and not is_abstained),
counted as (
    select
        date_trunc('week', posts.day)::date::varchar as week,
        posts.language,
        tags.field,
        if(tags.is_abstained, 'unsure', tags.label) as label,
        count(*) as exact_count,
        count(distinct posts.author_key) as person_count,
    from posts
    inner join raw.post_tags as tags using (post_key)
    where tags.field = 'about' or tags.field in ('stance', 'emotion', 'role') and post_key in (from surely)
    group by all
),
expected as (
    select week, language, field, entry.key as label, sum(entry.value) as mass,
    from (
        select
            date_trunc('week', posts.day)::date::varchar as week,
            posts.language,
            tags.field,
            unnest(map_entries(tags.probabilities)) as entry,
        from posts
        inner join raw.post_tags as tags using (post_key)
        where tags.field in ('stance', 'emotion', 'role') and post_key in (from surely)
    )
    group by all
),
joined as (
    select
        counted.*,
        cells.is_hidden,
        cells.shown_count as author_count,
        sum(exact_count) over whole as exact_whole,
        count(*) filter (cells.is_hidden) over whole as hidden_count,
        coalesce(sum(person_count) filter (cells.is_hidden) over whole, 0) as hidden_persons,
        expected.mass,
    from counted
    inner join staging.shown_cells as cells
        on cells.table_id = 'post_shares'
        and cells.group_id = counted.week || ' ' || counted.language || ' ' || counted.field
        || if(counted.field = 'about', ' ' || counted.label, '')
        and cells.cell_id = counted.label
    left join expected
        on expected.week = counted.week and expected.language = counted.language and expected.field = counted.field
        and expected.label = counted.label
    window whole as (partition by counted.week, counted.language, counted.field)
)

select
    week,
    language,
    field,
    label,
    is_hidden,
    author_count,
    case when not is_hidden then (5 * round(exact_count / 5))::bigint end as post_count,
    case
        when hidden_count = 0 or (field <> 'about' and hidden_count >= 2 and hidden_persons >= 10)
            then (5 * round(exact_whole / 5))::bigint
    end as all_count,
    case when hidden_count = 0 then (5 * round(mass / 5))::bigint end as expected_count,
from joined
