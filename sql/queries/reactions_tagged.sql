-- A row per sourced reaction of the selection with the tagger's label of $field, its confidence and its evidence.
select
    reaction_id,
    reaction_date,
    date_precision,
    speaker,
    language,
    paraphrase,
    tags.label,
    tags.confidence,
    tags.is_abstained,
    tags.evidence,
    hand.labels as hand_labels,
    source_publisher,
    source_url,
from marts.reactions
inner join marts.reaction_tags as tags using (reaction_id)
left join (
    select reaction_id, list(label order by label) as labels
    from marts.reaction_tags
    where origin = 'hand' and field = $field
    group by reaction_id
) as hand using (reaction_id)
where
    tags.origin = 'model' and tags.field = $field
    and marts.is_chosen(jurisdiction, $jurisdictions)
    and (len($labels) = 0 or list_contains($labels, tags.label))
    and marts.placed(reaction_date, date_precision, $start::date, $end::date) = 'inside'
order by tags.is_abstained, tags.confidence desc, reaction_id
