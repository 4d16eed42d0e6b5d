-- A row per sourced reaction of the selection, with its hand-assigned labels. $roles: empty for all.
-- place: inside the period, or known to a month that is only partly in it; only those inside count.
with tags as (
    select
        reaction_id,
        string_agg(label, ', ' order by label) filter (field = 'stance') as stance,
        string_agg(label, ', ' order by label) filter (field = 'call') as calls,
        string_agg(label, ', ' order by label) filter (field = 'emotion') as emotion,
        string_agg(label, ', ' order by label) filter (field = 'topic') as topics,
    from marts.reaction_tags
    where origin = 'hand'
    group by reaction_id
)

select
    reaction_id,
    reaction_date,
    date_precision,
    jurisdiction,
    speaker,
    speaker_role,
    language,
    paraphrase,
    stance,
    calls,
    emotion,
    topics,
    confidence,
    columns('^(source2?|document)_(url|publisher|via|origin|title|read)$|^document_date$'),
    source_kind,
    marts.placed(reaction_date, date_precision, $start::date, $end::date) as place,
from marts.reactions
left join tags using (reaction_id)
where
    collection = 'sourced'
    and marts.is_chosen(jurisdiction, $jurisdictions)
    and (len($roles) = 0 or list_contains($roles, speaker_role))
    and marts.placed(reaction_date, date_precision, $start::date, $end::date) <> 'outside'
order by reaction_date, reaction_id
