-- Grain: one row per detector of the store, category and step (raw, accounts, corrected by people).
-- Counts that are or may be of persons go through staging.shown_cells; a hidden count hides its share,
-- and how it was estimated.
with estimates as (select * from staging.detector_estimates),
cells as (select * from staging.shown_cells where table_id = 'detector_estimates'),
accounts as (select * from staging.shown_cells where table_id = 'detector_accounts')

select
    estimates.detector,
    estimates.family,
    estimates.population,
    estimates.category,
    estimates.step,
    estimates.has_coders,
    estimates.sampled_count,
    case
        when cells.cell_id is null then estimates.flagged_count
        when not cells.is_hidden then least(5 * (estimates.sampled_count // 5), cells.shown_count)
    end as flagged_count,
    accounts.shown_count as account_count,
    estimates.labelled_count,
    estimates.flag_at,
    case
        when cells.cell_id is null or (not cells.is_hidden and estimates.step = 'corrected') then estimates.value
        when not cells.is_hidden
            then least(5 * (estimates.sampled_count // 5), cells.shown_count) / estimates.sampled_count
    end as value,
    case when cells.is_hidden then null else estimates.value_low end as value_low,
    case when cells.is_hidden then null else estimates.value_high end as value_high,
    -- how a hidden count was estimated, and what was warned of, says how small it is
    case when not coalesce(cells.is_hidden, false) then estimates.method end as method,
    case when cells.is_hidden then [] else estimates.assumptions end as assumptions,
    case when cells.is_hidden then [] else estimates.warnings end as warnings,
    coalesce(cells.is_hidden, false) as is_hidden,
    estimates.first_day,
    estimates.last_day,
from estimates
left join cells
    on cells.group_id = estimates.detector || ' ' || estimates.category and cells.cell_id = estimates.category
left join accounts on accounts.group_id = estimates.detector
order by estimates.detector, estimates.category, estimates.step
