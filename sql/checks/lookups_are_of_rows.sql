-- A look-up names a source or a row that does not exist, or was made after the build.
select
    'data/reference/lookups.csv' as file,
    source_line as line,
    lookups.source,
    row_id,
    looked_on,
    'source: ' || (select string_agg(source_id, ', ' order by source_id) from raw.sources)
    || '; row_id: a row of it, or blank; looked_on: a day up to ' || as_of as accepted,
from raw.lookups as lookups
cross join raw.build
where
    lookups.source not in (select source_id from raw.sources)
    or try_cast(looked_on as date) is null
    or try_cast(looked_on as date) > greatest(as_of, (select max(snapshot_date) from raw.sources)::date)
    or (row_id is not null and not exists (
        select 1 from staging.row_dates as known where known.row_id = lookups.row_id
    ))
