-- Whose report was read in a page, for counting reports that do not depend on each other; null when none was: the page
-- was not opened, it copies nobody known, or it is a digest that names nobody.
report_read(publisher, via, origin, publisher_kind) as case
    when publisher is null or via = 'cited' then null
    when via is not null then strip_accents(lower(origin))
    when origin is null and publisher_kind in ('secondary', 'mirror', 'unknown') then null
    else strip_accents(lower(coalesce(origin, publisher)))
end
