-- An amount of money has no currency, or a currency no amount.
select
    source_file as file,
    source_line as line,
    'currency' as column_name,
    currency as found,
    'amount and currency together, or neither' as accepted,
from raw.enforcement_actions
where (amount is null) <> (currency is null)
union all
select
    source_file,
    source_line,
    'currency',
    currency,
    'a currency wherever there is a fixed fine',
from raw.provisions
where max_fine_amount is not null and currency is null
