-- How a page is weighed: by how it has what it says where that is not its own, else by its publisher.
kind_of_source(via, publisher_kind) as case
    when via = 'dispatch' then 'agency'
    when via in ('copy', 'release', 'quotation', 'official_text', 'elsewhere') then 'mirror'
    else publisher_kind
end
