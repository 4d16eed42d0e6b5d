-- Grain: one row per currency. Units of the currency for one euro on the one reference date all amounts use.
select
    currency,
    units_per_eur::double as units_per_eur,
    rate_date::date as rate_date,
from raw.exchange_rates
