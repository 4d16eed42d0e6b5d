-- Everything a person let pass although it was held back, newest first.
select accepted_date, day, slug, before_count, after_count, reason from marts.accepted
order by accepted_date desc, day, slug
