-- The NAT gateways there are, each with what a flow log of it would be made on: its interfaces, or itself where it is
-- regional.
select
  g.nat_gateway_id,
  g.account_id,
  g.region,
  g.vpc_id,
  g.subnet_id,
  g.name,
  g.availability_mode,
  case
    when g.availability_mode = 'regional' then [g.nat_gateway_id]
    else (
      select coalesce(list(distinct a.interface_id order by a.interface_id), [])
      from inventory_nat_gateway_address a
      where a.nat_gateway_id = g.nat_gateway_id and a.is_current and a.interface_id is not null
    )
  end as resource_ids,
  (
    select count(distinct s.subnet_id)
    from inventory_route r
    join inventory_subnet_route_table s on s.route_table_id = r.route_table_id and s.is_current
    where r.target_id = g.nat_gateway_id and r.is_current
  ) as client_subnets
from inventory_nat_gateway g
where g.is_current and g.state in ('available', 'pending')
order by g.account_id, g.region, g.nat_gateway_id;
