-- The flow logs of VPCs, and of the subnets and interfaces in them.
with
seen as (
  select vpc_id, region, vpc_id as resource_id, 'vpc' as level, 1 as nearness from inventory_vpc where is_current
  union all
  select vpc_id, region, subnet_id, 'client subnet', 2 from inventory_subnet where is_current
  union all
  select vpc_id, region, interface_id, 'client interface', 3 from inventory_network_interface where is_current
)
select
  s.vpc_id, s.level, f.flow_log_id, f.account_id, f.resource_id, f.traffic_type, f.log_destination_type, f.log_destination,
  f.file_format, f.max_aggregation_interval, f.status, f.deliver_status, f.deliver_error,
  regexp_extract_all(f.log_format, '\$\{([a-z0-9-]+)\}', 1) as fields
from seen s
join inventory_flow_log f on f.resource_id = s.resource_id and f.region = s.region and f.is_current
order by s.vpc_id, s.nearness, f.flow_log_id;
