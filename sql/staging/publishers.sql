-- Grain: one row per publisher. How a regulator should weigh a link: official, primary report, agency, newspaper, mirror, secondary.
select
    publisher,
    source_kind,
from raw.publishers
