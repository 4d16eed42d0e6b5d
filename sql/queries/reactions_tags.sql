-- A row per group and label of $field among the sourced reactions of the selection, polls apart. $grouping: speaker_role,
-- language, jurisdiction, or all (one group). speaker_share: of the group's speakers, with the interval there would be if they were
-- a random sample, which they are not. speaker_count counts each speaker once: repeated speakers are not more people.
-- Reactions known to the month count when the whole month is in the period.
with chosen as (
    select
        *,
        case $grouping when 'all' then 'all' when 'language' then language when 'jurisdiction' then jurisdiction else speaker_role end as group_code,
    from marts.reactions
    where
        collection = 'sourced' and speaker_role <> 'public_poll'
        and marts.is_chosen(jurisdiction, $jurisdictions)
        and marts.placed(reaction_date, date_precision, $start::date, $end::date) = 'inside'
),
groups as (select group_code, count(distinct speaker) as group_speaker_count, from chosen group by group_code),
counted as (
    select
        chosen.group_code,
        tags.label,
        count(distinct chosen.reaction_id) as reaction_count,
        count(distinct chosen.speaker) as speaker_count,
    from chosen
    inner join marts.reaction_tags as tags using (reaction_id)
    where tags.field = $field and tags.origin = 'hand'
    group by chosen.group_code, tags.label
),

-- Of all groups together: a speaker found in two of them is one.
totals as (
    select label, count(distinct speaker) as label_count,
    from chosen
    inner join marts.reaction_tags as tags using (reaction_id)
    where tags.field = $field and tags.origin = 'hand'
    group by label
)

select
    group_code,
    label,
    reaction_count,
    speaker_count,
    group_speaker_count,
    speaker_count / group_speaker_count as speaker_share,
    marts.wilson(speaker_count, group_speaker_count).low as speaker_share_low,
    marts.wilson(speaker_count, group_speaker_count).high as speaker_share_high,
    speaker_count / sum(speaker_count) over (partition by group_code) as label_share,
    label_count,
    (select sum(label_count) from totals)::bigint as all_count,
from counted
inner join groups using (group_code)
inner join totals using (label)
order by sum(speaker_count) over (partition by group_code) desc, group_code, speaker_count desc, label
