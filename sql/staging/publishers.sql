-- Grain: one row per wording of a publisher. name: the name alone. How a regulator should weigh a link: official, primary
-- report, agency, newspaper, mirror, secondary. via: how the page has what it says, where the wording says so.
select
    publisher,
    coalesce(name, publisher) as name,
    source_kind,
    via,
from raw.publishers
