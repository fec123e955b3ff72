-- Ways that do not lead through NAT, whenever they were there: the ENIs of interface endpoints, and the destinations of
-- routes to internet gateways and gateway endpoints with the subnets that had them.
create or replace temp table context_endpoint as
select
  e.interface_id,
  max(e.vpc_id) as vpc_id,
  coalesce(
    (select list(distinct a.address) from inventory_interface_address a where a.interface_id = e.interface_id), []
  ) as addresses,
  max(e.account_id) as account_id,
  max(e.region) as region,
  strftime(min(e.created_at), '%Y-%m-%dT%H:%M:%S') as created_at
from (
  select vpc_id, account_id, region, created_at, unnest(network_interface_ids) as interface_id
  from inventory_vpc_endpoint
  where lower(vpc_endpoint_type) = 'interface'
) e
group by e.interface_id;

create or replace temp table context_exit as
with
way as (
  select
    case target_kind when 'internet_gateway' then target_kind else 'gateway_endpoint' end as kind,
    account_id, region, route_table_id, destination, destination_prefix_list_id
  from inventory_route
  where target_kind in ('internet_gateway', 'vpc_endpoint')
),
led as (
  select kind, account_id, region, route_table_id, destination as cidr
  from way
  where destination is not null and kind = 'internet_gateway'
  union
  select w.kind, w.account_id, w.region, w.route_table_id, c.cidr
  from way w
  join inventory_prefix_list_cidr c on c.prefix_list_id = w.destination_prefix_list_id
),
subnet as (
  select
    s.subnet_id, l.kind, l.account_id, l.region, list(distinct l.cidr order by l.cidr) as cidrs
  from led l
  join (select distinct subnet_id, route_table_id from inventory_subnet_route_table) s
    on s.route_table_id = l.route_table_id
  group by all
)
select kind, account_id, region, cidrs, list(distinct subnet_id) as subnet_ids
from subnet
group by kind, account_id, region, cidrs;
