-- Subnets whose way out begins at a Transit Gateway or a firewall's endpoint, where a gateway of the region has hours that its
-- own log does not tell: the clients' logs end at that first hop.
with
unlogged as (
  select distinct g.region
  from gateway as g
  left join gateway_hour as h on h.nat_gateway_id = g.nat_gateway_id and h.hour >= $since and h.hour < $until
  where (g.deleted_at is null or g.deleted_at > $since)
    and (h.hour is null or contains(h.capture, 'next_hop') or contains(h.capture, 'route'))
)
select
  r.target_kind, r.region,
  count(distinct s.subnet_id) as subnets,
  min(s.subnet_id) as first_subnet_id
from inventory_subnet_route_table as s
join inventory_route as r using (route_table_id)
where s.is_current and r.is_current
  and r.destination in ('0.0.0.0/0', '::/0')
  and r.target_kind in ('transit_gateway', 'vpc_endpoint', 'network_interface')
  and r.region in (select region from unlogged)
group by r.target_kind, r.region
order by subnets desc, r.target_kind, r.region;
