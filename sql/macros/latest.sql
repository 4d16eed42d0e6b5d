-- The last day something may have happened on: of a date known to the month only, the last day of that month.
latest(day, day_precision) as case day_precision when 'month' then last_day(day) else day end
