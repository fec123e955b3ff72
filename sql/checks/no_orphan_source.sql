-- Every source that rows refer to exists.
select table_name, source_id, count(*) as rows
from (
  select 'nat_hour' as table_name, source_id from nat_hour
  union all
  select 'nat_service_hour', source_id from nat_service_hour
)
where source_id not in (select s.source_id from source s)
group by all;
