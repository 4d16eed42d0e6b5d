-- A public column has no entry in data/dictionary.yml, or an entry there describes no column.
with columns as (
    select table_name as relation, column_name,
    from information_schema.columns
    where table_schema = 'marts'
),
entries as (select relation, column_name, from raw.dictionary where column_name <> '')

select
    'data/dictionary.yml' as file,
    relation,
    column_name,
    'no entry' as found,
    'an entry with its meaning in en and fr' as accepted,
from columns
anti join entries using (relation, column_name)
union all
select 'data/dictionary.yml', relation, column_name, 'an entry without a column', 'columns of sql/marts only',
from entries
anti join columns using (relation, column_name)
