-- A row per group and distinctive term of the sourced reactions, whatever the period: $grouping is stance or speaker_role.
select language, group_code, term, term_count, other_count, group_words, other_words, z_score
from marts.distinctive_terms
where grouping = case $grouping when 'speaker_role' then 'speaker_role' else 'stance' end
order by language, group_code, z_score desc, term
