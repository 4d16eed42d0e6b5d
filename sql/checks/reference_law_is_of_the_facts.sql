-- The law whose maximum leads the first page was no law in the affair: a bill, or a text that had ended before the facts.
select
    'data/affair.yml' as file,
    named.source_line as line,
    named.key as column_name,
    named.row_id as found,
    'a provision that is enacted, and had not ended before ' || facts_from || ' (facts.from)' as accepted,
from raw.affair_rows as named
inner join raw.provisions on provision_id = named.row_id
cross join raw.affair
where named.key like 'reference_law.%' and (stage <> 'enacted' or in_force_to < facts_from)
