create or replace view transit_path as
with
joined as (
  select distinct spoke.vpc_id as source_vpc_id, hub.vpc_id as gateway_vpc_id
  from transit_vpc spoke
  join transit_vpc hub on hub.transit_gateway_id = spoke.transit_gateway_id and hub.vpc_id <> spoke.vpc_id
),
transit_rate as (
  select region, max(price) as price from rate where item = 'transit_gateway_gb' and currency = 'USD' group by region
)
select g.nat_gateway_id, j.source_vpc_id, r.price as tgw_usd_per_gib
from joined j
join gateway g on g.vpc_id = j.gateway_vpc_id
left join transit_rate r on r.region = g.region;
comment on view transit_path is 'The VPCs that reach each NAT gateway through a Transit Gateway: both VPCs are, or were, attached to the same one. What the charge tgw_usd follows from.';
comment on column transit_path.nat_gateway_id is 'The NAT gateway.';
comment on column transit_path.source_vpc_id is 'VPC of the clients.';
comment on column transit_path.tgw_usd_per_gib is 'What a GiB pays for passing the Transit Gateway, in either direction, in the gateway''s region; NULL where no price in USD is known.';
