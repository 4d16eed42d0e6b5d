-- Grain: one row per field, true label and label given: posts of the evaluation, each tagged by a model that had not seen it.
select
    field,
    truth,
    given,
    posts as post_count,
from raw.tagger_confusions
order by all
