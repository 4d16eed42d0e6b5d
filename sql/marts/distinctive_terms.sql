-- Grain: one row per language, grouping, group and term that sets the group's sourced paraphrases apart (z above 1.96).
select
    language,
    grouping,
    group_code,
    term,
    term_count,
    other_count,
    group_words,
    other_words,
    z_score,
from staging.distinctive_terms
order by language, grouping, group_code, z_score desc, term
