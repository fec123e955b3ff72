create or replace macro advice_endpoint_weighed(byte_rows, since, until) as table
with
named as (
  select *
  from query_table(byte_rows)
  where served_by = 'interface_endpoint'
    and evidence = 'dns'
    and vpc_id is not null
    and region is not null
    and service is not null
    and coalesce(service_region, region) = region
),
-- One subnet per AZ: the one whose clients move most.
az_subnet as (
  select region, vpc_id, service, az_id, min_by(subnet_id, (-bytes, subnet_id)) as subnet_id
  from (select region, vpc_id, service, az_id, subnet_id, sum(bytes) as bytes from named group by all)
  where az_id is not null and subnet_id is not null
  group by 1, 2, 3, 4
),
subnets as (
  select region, vpc_id, service, list(subnet_id order by subnet_id) as subnet_ids from az_subnet group by 1, 2, 3
),
grouped as (
  select
    region, vpc_id, service,
    min(account_id) as account_id,
    list(distinct az_id order by az_id) filter (where az_id is not null) as az_ids,
    list(distinct nat_gateway_id order by nat_gateway_id) as nat_gateway_ids,
    sum(bytes) as nat_bytes,
    sum(monthly_bytes) as monthly_bytes,
    sum(monthly_bytes) filter (where dns_confidence = 'high') as sure_bytes,
    sum(monthly_bytes) filter (where dns_confidence = 'low') as stale_bytes,
    sum(monthly_bytes) filter (where nat_usd_per_gib is not null) as priced_bytes,
    sum_usd(monthly_bytes, nat_usd_per_gib) as nat_usd,
    sum(monthly_bytes) filter (where cross_az_usd_per_gib > 0) as crossing_bytes,
    coalesce(sum_usd(monthly_bytes, cross_az_usd_per_gib), 0) as cross_usd,
    sum(monthly_bytes) filter (where tgw_usd_per_gib > 0) as tgw_bytes,
    coalesce(sum_usd(monthly_bytes, tgw_usd_per_gib), 0) as tgw_usd,
    max_by(gateway_vpc_id, bytes) as gateway_vpc_id,
    max(skipdata_records) as skipdata_records,
    max(unpriced_reason) as unpriced_reason,
    max(price_source) as price_source,
    max(price_as_of) as price_as_of
  from named
  group by 1, 2, 3
  having bool_and(monthly_bytes is not null) and sum(bytes) > 0
),
beside_window as materialized (
  select vpc_id, service, service_region, path, sum(bytes_out + bytes_in)::hugeint as bytes
  from beside_nat
  where hour >= utc(since) and hour < utc(until) and path in ('internet_gateway', 'interface_endpoint')
  group by all
),
-- With private DNS the endpoint also takes what leaves today through an internet gateway.
beside as (
  select vpc_id, service, service_region, bytes from beside_window where path = 'internet_gateway'
),
public_vpc as (
  select distinct t.vpc_id
  from inventory_subnet_route_table t
  join inventory_route r on r.route_table_id = t.route_table_id and r.is_current
  where t.is_current
    and r.destination in ('0.0.0.0/0', '::/0')
    and r.target_kind = 'internet_gateway'
    and coalesce(r.state, 'active') = 'active'
),
moved as (
  select
    g.*,
    greatest(coalesce(len(g.az_ids), 0), 1) as azs,
    g.monthly_bytes + coalesce((b.bytes::hugeint * g.monthly_bytes) // g.nat_bytes, 0) as endpoint_bytes,
    p.vpc_id is not null and g.vpc_id not in (select vpc_id from beside where vpc_id is not null) as is_at_most
  from grouped g
  left join beside b on b.vpc_id = g.vpc_id and b.service = g.service and b.service_region = g.region
  left join public_vpc p on p.vpc_id = g.vpc_id
),
tier as (
  select
    region,
    price,
    (from_gb * 1073741824)::hugeint as from_bytes,
    lead((from_gb * 1073741824)::hugeint) over (partition by region order by from_gb) as to_bytes
  from rate
  where item = 'vpc_endpoint_gb' and currency = 'USD'
),
hourly as (
  select region, max(price) as usd_per_hour
  from rate
  where item = 'vpc_endpoint_hour' and currency = 'USD'
  group by region
),
-- What the region's endpoints carry already: the tiers count all of them together.
carried as (
  select
    service_region as region,
    sum(bytes)::hugeint * 2628000 // greatest(max(epoch(utc(until)) - epoch(utc(since))), 86400)::hugeint as bytes
  from beside_window
  where path = 'interface_endpoint'
  group by service_region
),
endpoint as (
  select m.vpc_id, m.service, min(e.vpc_endpoint_id) as vpc_endpoint_id, bool_or(e.private_dns_enabled) as has_private_dns,
    min(e.service_name) as service_name
  from moved m
  join inventory_vpc_endpoint e
    on e.vpc_id = m.vpc_id and e.service_region = m.region and endpoint_service(e.service_name, m.region) = m.service
  where lower(e.vpc_endpoint_type) = 'interface' and lower(e.state) = 'available' and e.is_current
  group by 1, 2
),
offered as (
  select m.region, m.service, min(o.service_name) as service_name,
    bool_or(len(o.private_dns_names) > 0) as has_private_dns_names
  from (select distinct region, service from moved) m
  join inventory_vpc_endpoint_service o
    on o.service_region = m.region and endpoint_service(o.service_name, m.region) = m.service
  where lower(o.service_type) = 'interface' and o.is_current
  group by 1, 2
),
judged as (
  select
    m.*,
    m.cross_usd + m.tgw_usd as way_usd,
    s.subnet_ids,
    e.vpc_endpoint_id,
    coalesce(e.service_name, o.service_name, 'com.amazonaws.' || m.region || '.' || m.service) as service_name,
    coalesce(c.bytes, 0)::hugeint as carried_bytes,
    h.usd_per_hour::double as usd_per_hour,
    (h.usd_per_hour * 730 * m.azs)::double as hours_usd,
    case
      when e.vpc_endpoint_id is null then 'create_interface_endpoint'
      when not coalesce(e.has_private_dns, false)
        and m.service not in ('s3', 's3express', 'dynamodb')
        and coalesce(o.has_private_dns_names, true)
        then 'enable_private_dns'
    end as action
  from moved m
  left join carried c on c.region = m.region
  left join hourly h on h.region = m.region
  left join endpoint e on e.vpc_id = m.vpc_id and e.service = m.service
  left join offered o on o.region = m.region and o.service = m.service
  left join subnets s on s.region = m.region and s.vpc_id = m.vpc_id and s.service = m.service
),
-- Each alone, behind what is carried already.
alone as (
  select
    j.region, j.vpc_id, j.service,
    sum_usd(
      greatest(least(j.carried_bytes + j.endpoint_bytes, t.to_bytes) - greatest(j.carried_bytes, t.from_bytes), 0), t.price
    ) as gb_usd,
    max(t.price) filter (where t.from_bytes = 0)::double as usd_per_gib
  from judged j
  join tier t on t.region = j.region
  group by 1, 2, 3
),
-- Those that pay alone stand in the order of what they save, each in the tiers that the ones before it leave.
ordered as (
  select
    j.*,
    a.gb_usd as alone_gb_usd,
    a.usd_per_gib,
    j.nat_usd + j.way_usd - a.gb_usd
      - case when j.action = 'create_interface_endpoint' then j.hours_usd else 0 end as alone_saving,
    j.action is not null and coalesce(alone_saving > 0, false) as pays
  from judged j
  left join alone a on a.region = j.region and a.vpc_id = j.vpc_id and a.service = j.service
),
stacked as (
  select
    *,
    carried_bytes + case
      when pays then coalesce(
        sum(endpoint_bytes) over (
          partition by region, pays
          order by action desc, alone_saving desc, vpc_id, service
          rows between unbounded preceding and 1 preceding
        ),
        0
      )
      else 0
    end::hugeint as before_bytes
  from ordered
),
priced as (
  select
    s.region, s.vpc_id, s.service,
    sum_usd(
      greatest(least(s.before_bytes + s.endpoint_bytes, t.to_bytes) - greatest(s.before_bytes, t.from_bytes), 0), t.price
    ) as gb_usd
  from stacked s
  join tier t on t.region = s.region
  group by 1, 2, 3
),
unnamed as (
  select vpc_id, sum(monthly_bytes) as bytes, sum_usd(monthly_bytes, nat_usd_per_gib) as usd
  from query_table(byte_rows)
  where served_by = 'unknown' and service is not null and service <> 'CLOUDFRONT'
  group by vpc_id
)
select
  s.*,
  p.gb_usd,
  s.nat_usd + s.way_usd - p.gb_usd as before_hours_usd,
  (s.nat_usd + s.way_usd) / (s.monthly_bytes / 1073741824)
    - s.usd_per_gib * s.endpoint_bytes / s.monthly_bytes as gained_usd_per_gib,
  u.bytes as unnamed_bytes,
  u.usd - u.bytes / 1073741824 * s.usd_per_gib as unnamed_usd
from stacked s
left join priced p on p.region = s.region and p.vpc_id = s.vpc_id and p.service = s.service
left join unnamed u on u.vpc_id = s.vpc_id;
comment on macro table advice_endpoint_weighed is 'What an interface endpoint would cost and take off NAT, a row per client VPC and service that DNS logs name; the tiers of all endpoints of a region count together. advice_interface_endpoints chooses from it.';
