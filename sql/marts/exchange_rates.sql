-- Grain: one row per currency: units for one euro at the one reference date.
select
    currency,
    units_per_eur::double as units_per_eur,
    rate_date::date as rate_date,
    source,
    obtained_from,
from raw.exchange_rates
order by currency
