-- Question 2: which instrument each jurisdiction reached for first. Several on one day are all listed.
with counted as (
    select
        *,
        marts.latest(action_date, date_precision) as latest_date,
    from marts.enforcement
    where
        is_counted and action_date is not null
        and marts.is_chosen(jurisdiction, $jurisdictions)
    qualify latest_date = min(latest_date) over (partition by jurisdiction)
)

select
    jurisdiction,
    latest_date as first_date,
    string_agg(distinct measure, ', ' order by measure) as measures,
    string_agg(distinct authority_kind, ', ' order by authority_kind) as authority_kinds,
    string_agg(distinct legal_basis, ' / ' order by legal_basis) as legal_bases,
from counted
group by jurisdiction, latest_date
order by first_date, jurisdiction
