-- Statements of reasons bear a category, keyword or automation code that neither the vocabulary nor the version being served knows.
select metric, code, sum(sor_count)::bigint as statements,
from candidate.marts.sor_daily
where metric in ('category', 'keyword', 'automated_detection', 'automated_decision')
    and code not in (select code from candidate.marts.codes where vocabulary = 'sor_code')
    and (metric, code) not in (select (metric, code) from served.marts.sor_daily)
group by all
order by all
