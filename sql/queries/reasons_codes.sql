-- A row per category and keyword whose use is known: how often any platform has ever used it, never used ones first.
select
    kind,
    code,
    schema_version,
    is_listed,
    is_in_history,
    sor_count,
    platform_count,
    first_date,
    last_date,
from marts.sor_codes
where is_in_history or sor_count > 0
order by sor_count, kind, code
