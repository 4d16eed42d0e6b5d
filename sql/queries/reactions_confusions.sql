-- A row per true and given label of $field: posts, and the share of the true label's posts that were given that label.
select
    truth,
    given,
    post_count,
    post_count / sum(post_count) over (partition by truth) as truth_share,
from marts.tagger_confusions
where field = $field
order by truth, given
