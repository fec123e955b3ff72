-- Every NAT gateway that rows refer to exists.
select table_name, nat_gateway_id, count(*) as rows
from (
  select 'nat_hour' as table_name, nat_gateway_id from nat_hour
  union all
  select 'nat_service_hour', nat_gateway_id from nat_service_hour
  union all
  select 'gateway_hour', nat_gateway_id from gateway_hour
)
where nat_gateway_id not in (select g.nat_gateway_id from gateway g)
group by all;
