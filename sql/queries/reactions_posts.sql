-- A row per week, language and label of $field among the ingested posts of the period; hidden labels stay, without counts.
select
    week,
    language,
    label,
    is_hidden,
    author_count,
    post_count,
    all_count,
    share,
    share_low,
    share_high,
    expected_share,
    expected_low,
    expected_high,
from marts.post_shares
where field = $field and week between $start::date - interval 6 day and $end::date
order by language, label, week
