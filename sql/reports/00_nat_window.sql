create or replace macro nat_window(since, until) as table
with
folded as (
  select
    nat_gateway_id, source_id, service, service_region, hostname, evidence, dns_confidence, served_by, capture,
    sum(bytes_out) as bytes_out,
    sum(bytes_in) as bytes_in,
    sum(packets) as packets
  from nat_service_hour
  where hour >= utc(since) and hour < utc(until)
  group by all
),
named as (
  select
    f.*,
    f.bytes_out + f.bytes_in as bytes,
    g.account_id, g.region, g.vpc_id, g.az_id as nat_az_id,
    s.source_ip, s.source_account_id, s.source_vpc_id, s.source_subnet_id, s.source_az_id,
    s.interface_id, s.instance_id, s.source_kind, s.source_name, s.source_tags,
    case when g.availability_mode = 'zonal' then s.source_az_id <> g.az_id end as is_cross_az,
    r.nat_usd_per_gib,
    r.inter_az_usd_per_gib_crossing,
    t.tgw_usd_per_gib as transit_usd_per_gib
  from folded f
  left join source s on s.source_id = f.source_id
  left join gateway g on g.nat_gateway_id = f.nat_gateway_id
  left join gateway_rate r on r.nat_gateway_id = f.nat_gateway_id
  left join transit_path t on t.nat_gateway_id = f.nat_gateway_id and t.source_vpc_id = s.source_vpc_id
)
select
  * exclude (inter_az_usd_per_gib_crossing, transit_usd_per_gib),
  crossing_rate(is_cross_az, source_vpc_id, vpc_id, inter_az_usd_per_gib_crossing) as cross_az_usd_per_gib,
  transit_rate(source_vpc_id, vpc_id, transit_usd_per_gib) as tgw_usd_per_gib
from named;
comment on macro table nat_window is 'What the other nat_ macros sum: the bytes from since to before until, folded over the hours and then named and given their rates. The hours are filtered and folded on short keys before anything is joined.';
