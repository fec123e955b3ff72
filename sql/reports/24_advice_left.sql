create or replace macro advice_left(byte_rows, gateway_rows, interface_rows) as table
with
at_gateway as (
  select vpc_id, service_name, action, route_table_ids from query_table(gateway_rows)
),
at_interface as (
  select unnest(client_vpc_ids) as vpc_id, service_name from query_table(interface_rows)
),
subnet_table as (
  select subnet_id, min(route_table_id) as route_table_id
  from inventory_subnet_route_table
  where is_current
  group by subnet_id
)
select b.*, t.route_table_id
from query_table(byte_rows) b
left join subnet_table t on t.subnet_id = b.subnet_id
where b.served_by <> 'own_path'
  and not exists (
    from at_gateway g
    where b.served_by = 'gateway_endpoint'
      and g.vpc_id = b.vpc_id
      and ends_with(g.service_name, '.' || b.region || '.' || b.service)
      and coalesce(b.service_region, b.region) = b.region
      and (g.action = 'create_gateway_endpoint' or list_contains(g.route_table_ids, t.route_table_id))
  )
  and not exists (
    from at_interface i
    where b.served_by = 'interface_endpoint'
      and b.evidence = 'dns'
      and i.vpc_id = b.vpc_id
      and endpoint_service(i.service_name, b.region) = b.service
      and coalesce(b.service_region, b.region) = b.region
  );
comment on macro table advice_left is 'What still passes NAT once own paths and endpoints are as recommendations advise, in the rows of advice_bytes: what the gateways'' placement and removal are judged by.';
