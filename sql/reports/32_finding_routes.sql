create or replace macro finding_routes(since, until) as table
with
gateway_now as (
  select n.*, s.az_id
  from inventory_nat_gateway n
  left join inventory_subnet s on s.subnet_id = n.subnet_id and s.is_current
  where n.is_current and n.state = 'available'
),
weighed as (
  select
    w.nat_gateway_id, w.vpc_id, w.leg_bytes, w.covered_seconds, w.is_logged,
    c.hours_usd_per_month, c.addresses_usd_per_month,
    w.leg_bytes / 1073741824 * w.nat_usd_per_gib::double * 2628000 / nullif(w.covered_seconds, 0) as bytes_usd_per_month
  from gateway_window(since, until) w
  left join advice_gateway_cost() c on c.nat_gateway_id = w.nat_gateway_id
),
exits as (
  select * from advice_subnet_exit()
),
-- Where the route tables of a VPC were never seen, nothing is said of its routes.
known_vpc as (
  select distinct vpc_id from inventory_route_table where is_current
),
routed as (
  select distinct target_id as nat_gateway_id from inventory_route where is_current and target_kind = 'nat_gateway'
),
dead as (
  select r.route_table_id, r.target_id, r.target_kind,
    string_agg(coalesce(r.destination, r.destination_prefix_list_id), ', ' order by r.destination) as destinations
  from inventory_route r
  where r.is_current and r.state = 'blackhole'
  group by 1, 2, 3
),
used as (
  select route_table_id, sum(clients) as clients, string_agg(subnet_id, ', ' order by subnet_id) as subnet_ids
  from exits
  group by route_table_id
),
needs as (
  select nat_gateway_id, string_agg(coalesce(service, 'unnamed') || ' ' || format('{:,.2f}', bytes / 1073741824) || ' GiB', ', ' order by bytes desc, service) as what
  from (select nat_gateway_id, service, sum(bytes) as bytes from nat_window(since, until) group by all)
  group by nat_gateway_id
)
select
  'nat_without_internet_route' as check_id,
  'high' as severity,
  n.nat_gateway_id as resource_id,
  'A public NAT gateway has no way to the internet' as title,
  'The subnet ' || n.subnet_id || ' of ' || n.nat_gateway_id || ' has '
    || case when e.target_id is null then 'no default route' else 'its default route to ' || e.target_id || ' (' || e.state || ')' end
    || ', so nothing behind the gateway reaches the internet.' as detail,
  w.leg_bytes as bytes,
  w.hours_usd_per_month as usd_per_month,
  'Route 0.0.0.0/0 of ' || coalesce(e.route_table_id, 'its route table') || ' to an internet gateway, or delete the gateway.' as fix
from gateway_now n
join exits e on e.subnet_id = n.subnet_id
join known_vpc k on k.vpc_id = n.vpc_id
left join weighed w on w.nat_gateway_id = n.nat_gateway_id
where n.connectivity_type = 'public'
  and n.availability_mode <> 'regional'
  -- A firewall or an appliance may stand between the gateway and the internet gateway.
  and not (
    coalesce(e.state, '') = 'active'
    and coalesce(e.target_kind, '') in ('internet_gateway', 'vpc_endpoint', 'network_interface', 'instance')
  )
union all
select
  'dead_route' as check_id,
  case when coalesce(u.clients, 0) > 0 then 'high' else 'low' end,
  d.route_table_id,
  'A route leads nowhere',
  'The route of ' || d.route_table_id || ' for ' || d.destinations || ' is a blackhole: ' || coalesce(d.target_id, 'its target')
    || ' is gone. ' || case
      when coalesce(u.clients, 0) > 0 then 'It is the table of ' || u.subnet_ids || '.'
      else 'No subnet with clients uses the table.'
    end,
  null,
  null,
  'Delete the route, or point it to a target that exists.'
from dead d
left join used u on u.route_table_id = d.route_table_id
union all
select
  'subnet_without_way_out' as check_id,
  'info',
  e.subnet_id,
  'A subnet has no default route',
  e.subnet_id || ' (' || coalesce(e.az_id, 'AZ unknown') || ') holds ' || e.clients || ' interfaces and its table '
    || coalesce(e.route_table_id, '(unknown)') || ' has no 0.0.0.0/0: they reach nothing outside but what endpoints serve.',
  null,
  null,
  'Right where nothing needs the internet; else route 0.0.0.0/0 to a NAT gateway in the same AZ.'
from exits e
join known_vpc k on k.vpc_id = e.vpc_id
where e.clients > 0 and e.target_kind is null
union all
select
  'nat_without_route' as check_id,
  'medium',
  n.nat_gateway_id,
  'No route leads to the NAT gateway',
  'No route table that was seen has a route to ' || n.nat_gateway_id || ', so nothing can use it, and its hours are paid.',
  coalesce(w.leg_bytes, 0),
  w.hours_usd_per_month + coalesce(w.addresses_usd_per_month, 0),
  'Delete it and release its addresses, or route to it.'
from gateway_now n
join known_vpc k on k.vpc_id = n.vpc_id
left join weighed w on w.nat_gateway_id = n.nat_gateway_id
where n.nat_gateway_id not in (select nat_gateway_id from routed) and coalesce(w.leg_bytes, 0) = 0
union all
select
  'idle_nat' as check_id,
  'medium',
  n.nat_gateway_id,
  'The NAT gateway carries nothing',
  'The flow logs cover ' || format('{:,.1f}', w.covered_seconds / 3600) || ' hours of ' || n.nat_gateway_id
    || ', and no byte of a client passed it.',
  0,
  w.hours_usd_per_month + coalesce(w.addresses_usd_per_month, 0),
  'Delete it if nothing waits for it, such as a failover.'
from gateway_now n
join weighed w on w.nat_gateway_id = n.nat_gateway_id
where w.covered_seconds >= 86400 and w.leg_bytes = 0
  and (n.nat_gateway_id in (select nat_gateway_id from routed) or n.vpc_id not in (select vpc_id from known_vpc))
union all
select
  'nearly_idle_nat' as check_id,
  'low',
  n.nat_gateway_id,
  'The NAT gateway''s hours cost far more than its bytes',
  n.nat_gateway_id || ' carried ' || format('{:,.2f}', w.leg_bytes / 1073741824) || ' GiB in '
    || format('{:,.1f}', w.covered_seconds / 3600) || ' hours: $' || format('{:,.2f}', w.bytes_usd_per_month)
    || ' a month of bytes, $' || format('{:,.2f}', w.hours_usd_per_month) || ' of hours. What needs it: '
    || coalesce(d.what, 'nothing that has a name') || '.',
  w.leg_bytes,
  w.hours_usd_per_month,
  'Share a gateway where AZs may depend on one another, or take the rest off NAT and delete it.'
from gateway_now n
join weighed w on w.nat_gateway_id = n.nat_gateway_id
left join needs d on d.nat_gateway_id = n.nat_gateway_id
where w.covered_seconds >= 86400 and w.leg_bytes > 0 and w.bytes_usd_per_month < w.hours_usd_per_month / 20;
comment on macro table finding_routes is 'NAT gateways and routes that do not work or carry nothing: a part of findings.';
