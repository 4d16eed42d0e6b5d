-- Per relation and kind of document read (null: of a row that rests on no document), and for the whole relation: rows, and their share; of the
-- rows that are of this affair, how many lead to an official or a producer's address.
select
    relation,
    document_read,
    grouping(document_read) = 1 as is_whole,
    count(*) as row_count,
    count(*) / sum(count(*)) over (partition by relation, grouping(document_read)) as row_share,
    count(*) filter (is_of_this_affair) as affair_count,
    count(*) filter (is_of_this_affair and leads_to <> 'other') as leading_count,
    count(*) filter (is_of_this_affair and leads_to <> 'other') / nullif(count(*) filter (is_of_this_affair), 0) as leading_share,
from marts.documents
group by grouping sets ((relation, document_read), (relation))
order by relation, is_whole desc, document_read nulls first
