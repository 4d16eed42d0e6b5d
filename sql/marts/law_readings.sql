-- Grain: one row per jurisdiction of whose law something was read. read_on: the day up to which its texts were read, after which
-- a change is not known here: the one its file says (entered), else the earlier of the days of the whole table and of its rows.
select
    jurisdiction,
    coalesce(max(entered), least(any_value(snapshot_date), max(entered_date))) as read_on,
from raw.provisions as provisions
inner join staging.documents as documents on relation = 'provisions' and row_id = provision_id
left join marts.sources on source_id = 'law'
group by jurisdiction
order by jurisdiction
