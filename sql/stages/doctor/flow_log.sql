-- The flow logs that see each NAT gateway or its clients, nearest first: a row per gateway and log. A VPC's log sees
-- both; clients are what sits in the subnets whose route table leads to the gateway.
with
gateway as (
  select nat_gateway_id, vpc_id, subnet_id, region
  from inventory_nat_gateway
  where is_current and state in ('available', 'pending')
),
client_subnet as (
  select distinct r.target_id as nat_gateway_id, s.subnet_id, r.region
  from inventory_route r
  join inventory_subnet_route_table s on s.route_table_id = r.route_table_id and s.is_current
  where r.is_current and r.target_kind = 'nat_gateway'
),
seen as (
  select nat_gateway_id, region, interface_id as resource_id, 'gateway' as level, 1 as nearness
  from inventory_nat_gateway_address
  where is_current and interface_id is not null
  union all
  select nat_gateway_id, region, nat_gateway_id, 'gateway', 1 from gateway
  union all
  select nat_gateway_id, region, subnet_id, 'gateway subnet', 2 from gateway where subnet_id is not null
  union all
  select nat_gateway_id, region, vpc_id, 'vpc', 3 from gateway
  union all
  select nat_gateway_id, region, subnet_id, 'client subnet', 4 from client_subnet
  union all
  select s.nat_gateway_id, s.region, i.interface_id, 'client interface', 5
  from client_subnet s
  join inventory_network_interface i on i.subnet_id = s.subnet_id and i.is_current
  where i.interface_id not in (
    select interface_id from inventory_nat_gateway_address where interface_id is not null
  )
),
-- A subnet of the gateway may be one of its clients' too: it counts once, by the nearest.
nearest as (
  select nat_gateway_id, region, resource_id, min_by(level, nearness) as level, min(nearness) as nearness
  from seen
  group by all
)
select
  n.nat_gateway_id,
  n.level,
  f.flow_log_id,
  f.account_id,
  f.resource_id,
  f.traffic_type,
  f.log_destination_type,
  f.log_destination,
  f.file_format,
  f.max_aggregation_interval,
  f.status,
  f.deliver_status,
  f.deliver_error,
  regexp_extract_all(f.log_format, '\$\{([a-z0-9-]+)\}', 1) as fields
from nearest n
join inventory_flow_log f on f.resource_id = n.resource_id and f.region = n.region and f.is_current
semi join gateway g on g.nat_gateway_id = n.nat_gateway_id
order by n.nat_gateway_id, n.nearness, f.flow_log_id;
