-- Grain: one row per published count that is, or may be, of persons: table, group whose total is published, cell.
-- Images that look like minors count as persons here; so do accounts. A count without parts is a group of its own.
with flagged as (select * from staging.detector_flags where category like 'appears%')

select
    'detector_days' as table_id,
    concat_ws('|', detector, population, flag_at, category) as group_id,
    day::varchar as cell_id,
    count(*) filter (is_flagged) as person_count,
from flagged
where day is not null and not has_coders
group by all
union all
select
    'detector_estimates' as table_id,
    detector || ' ' || category as group_id,
    category as cell_id,
    count(*) filter (is_flagged) as person_count,
from flagged
group by all
union all
select
    'detector_accounts' as table_id,
    detector_files.detector as group_id,
    detector_files.detector as cell_id,
    count(distinct detector_images.account) as person_count,
from raw.detector_images
inner join raw.detector_files using (file)
group by all
union all
select
    'post_shares' as table_id,
    date_trunc('week', posts.day)::date || ' ' || posts.language || ' ' || tags.field
    -- posts on the matter are the whole of each other field: beside them their rest is hidden by its whole, not by them
    || if(tags.field = 'about', ' ' || if(tags.is_abstained, 'unsure', tags.label), '') as group_id,
    if(tags.is_abstained, 'unsure', tags.label) as cell_id,
    count(distinct posts.author_key) as person_count,
from (
    select cluster_key, min(day) as day, min(language) as language, min(author_key) as author_key,
        min(post_key) as post_key,
    from raw.posts
    where not is_repost and language in ('fr', 'en')
    group by cluster_key
) as posts
inner join raw.post_tags as tags using (post_key)
where
    tags.field = 'about'
    or tags.field in ('stance', 'emotion', 'role') and post_key in (
        select post_key from raw.post_tags where field = 'about' and label = 'yes' and not is_abstained
    )
group by all
