create or replace macro advice_subnet_exit() as table
with
way as (
  select
    route_table_id,
    min_by(target_kind, target_id) as target_kind,
    min(target_id) as target_id,
    min_by(coalesce(state, 'active'), target_id) as state
  from inventory_route
  where is_current and destination = '0.0.0.0/0'
  group by route_table_id
),
client as (
  select subnet_id, count(*) as clients
  from inventory_network_interface
  where is_current
    and coalesce(interface_type, 'interface') not in (
      'nat_gateway', 'regional_nat_gateway', 'vpc_endpoint', 'gateway_load_balancer_endpoint', 'transit_gateway'
    )
  group by subnet_id
)
select
  s.subnet_id, s.vpc_id, s.account_id, s.region, s.az_id, s.cidr_block,
  t.route_table_id,
  w.target_kind, w.target_id, w.state,
  coalesce(c.clients, 0) as clients
from inventory_subnet s
left join inventory_subnet_route_table t on t.subnet_id = s.subnet_id and t.is_current
left join way w on w.route_table_id = t.route_table_id
left join client c on c.subnet_id = s.subnet_id
where s.is_current;
comment on macro table advice_subnet_exit is 'Every subnet of the newest inventory with its route table, where its default route leads, and how many ENIs of clients it holds. Other macros build on it.';
