-- affair.yml names a platform, a category, a jurisdiction or a day that the data do not know.
select
    'data/affair.yml' as file,
    null::bigint as line,
    'companies' as column_name,
    platform_code as found,
    'a code of measured_platform (reference/codes.yml, or codes of affair.yml)' as accepted,
from raw.affair
where platform_code is not null and platform_code not in (select code from raw.codes where vocabulary = 'measured_platform')
union all
select 'data/affair.yml', null, 'shown_categories', category, 'a code of detection_category'
from (select unnest(shown_categories) as category from raw.affair)
where category not in (select code from raw.codes where vocabulary = 'detection_category')
union all
select 'data/affair.yml', null, 'reference_law.jurisdiction', reference_jurisdiction, 'a code of reference/jurisdictions.csv'
from raw.affair
where reference_jurisdiction is not null and reference_jurisdiction not in (select code from raw.jurisdictions)
union all
select 'data/affair.yml', null, 'reported.dsa.platform', dsa_platform, 'a platform of the daily counts'
from raw.affair
where dsa_platform is not null and dsa_platform not in (select platform from raw.sor_daily union select platform from raw.dsa_metrics)
union all
select 'data/affair.yml', null, 'headline.measurement', headline_id, 'a measurement whose unit is share'
from raw.affair
inner join raw.detections on measurement_id = headline_id
where unit <> 'share'
union all
select 'data/affair.yml', null, 'facts', facts_from::varchar, 'a day up to ' || as_of
from raw.affair
cross join raw.build
where facts_from > as_of
