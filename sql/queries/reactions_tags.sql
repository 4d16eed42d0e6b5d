-- A row per group and label of $field among the sourced reactions of the selection, polls apart. $grouping: speaker_role,
-- language or jurisdiction. speaker_count counts each speaker once: repeated speakers are not more people.
-- Reactions known to the month count when the whole month is in the period.
with chosen as (
    select
        *,
        case $grouping when 'language' then language when 'jurisdiction' then jurisdiction else speaker_role end as group_code,
    from marts.reactions
    where
        collection = 'sourced' and speaker_role <> 'public_poll'
        and marts.is_chosen(jurisdiction, $jurisdictions)
        and marts.placed(reaction_date, date_precision, $start::date, $end::date) = 'inside'
)

select
    group_code,
    tags.label,
    count(distinct chosen.reaction_id) as reaction_count,
    count(distinct chosen.speaker) as speaker_count,
    (select count(distinct inner_chosen.speaker) from chosen as inner_chosen where inner_chosen.group_code = chosen.group_code) as group_speaker_count,
from chosen
inner join marts.reaction_tags as tags using (reaction_id)
where tags.field = $field and tags.origin = 'hand'
group by chosen.group_code, tags.label
order by sum(count(distinct chosen.speaker)) over (partition by group_code) desc, group_code, speaker_count desc, tags.label
