-- A status changed before the act, or has a day or a document of change without being one that something changed to.
select
    source_file as file,
    source_line as line,
    'status_date' as column_name,
    coalesce(status_date::varchar, status_url) as found,
    case
        when status in ('open', 'unknown') then 'blank: a status that is ' || status || ' changed to nothing yet'
        else 'a day from ' || date || ' on'
    end as accepted,
from raw.enforcement_actions
where
    (status in ('open', 'unknown') and (status_date is not null or status_url is not null))
    or marts.latest(status_date, status_date_precision) < date
