create or replace macro finding_bypass(since, until) as table
with
endpoint as (
  select *, endpoint_service(service_name, service_region) as service
  from inventory_vpc_endpoint
  where is_current and state = 'available' and lower(vpc_endpoint_type) in ('gateway', 'interface')
),
own_dns as (
  select v.vpc_id
  from inventory_vpc v
  join inventory_dhcp_options d on d.dhcp_options_id = v.dhcp_options_id and d.is_current
  where v.is_current
    and contains(d.configurations::varchar, 'domain-name-servers')
    and not contains(d.configurations::varchar, 'AmazonProvidedDNS')
),
subnet_table as (
  select subnet_id, min(route_table_id) as route_table_id
  from inventory_subnet_route_table
  where is_current
  group by subnet_id
),
passed as (
  select
    e.vpc_endpoint_id, e.vpc_id, e.service, e.vpc_endpoint_type, e.created_at,
    sum(b.bytes)::bigint as bytes,
    sum_usd(b.monthly_bytes, b.nat_usd_per_gib) + coalesce(sum_usd(b.monthly_bytes, b.cross_az_usd_per_gib), 0) as usd,
    string_agg(distinct b.hostname, ', ' order by b.hostname) as hostnames
  from advice_bytes(since, until) b
  join endpoint e
    on e.vpc_id = b.vpc_id and e.service = b.service and e.service_region = coalesce(b.service_region, b.region)
  left join subnet_table t on t.subnet_id = b.subnet_id
  where b.served_by in ('gateway_endpoint', 'interface_endpoint')
    and case
      when lower(e.vpc_endpoint_type) = 'gateway' then
        b.served_by = 'gateway_endpoint' and list_contains(e.route_table_ids, t.route_table_id)
      else b.served_by = 'interface_endpoint' and e.private_dns_enabled
    end
  group by 1, 2, 3, 4, 5
),
-- An endpoint without a row is idle only if the same flow logs show another endpoint's interfaces.
seen as (
  select vpc_id, min(hour) as first_hour, max(hour) as last_hour
  from beside_hour
  where hour >= utc(since) and hour < utc(until) and path = 'interface_endpoint'
  group by vpc_id
),
used as (
  select distinct interface_id from beside_hour where hour >= utc(since) and hour < utc(until)
),
endpoint_rate as (
  select region, max(price)::double as usd_per_hour
  from rate
  where item = 'vpc_endpoint_hour' and currency = 'USD'
  group by region
)
select
  'endpoint_bypassed' as check_id,
  'medium' as severity,
  p.vpc_endpoint_id as resource_id,
  'Bytes go through NAT although an endpoint is there' as title,
  format('{:,.1f}', p.bytes / 1073741824) || ' GiB to ' || p.service || ' passed NAT beside ' || p.vpc_endpoint_id || '. '
    || case
      when p.created_at >= utc(since) then 'The endpoint was created in this window, and connections that were open stay on NAT until they close.'
      when lower(p.vpc_endpoint_type) = 'gateway' then 'The clients'' route tables have it: the bytes are of connections opened before it was associated, or the inventory is newer than they are.'
      else 'Names asked for: ' || coalesce(p.hostnames, 'unknown') || '. '
        || case when o.vpc_id is not null then 'The VPC has DNS servers of its own, which do not know the private names.' else 'The names may be other than the private DNS names, or old addresses are cached.' end
    end as detail,
  p.bytes,
  p.usd as usd_per_month,
  case
    when lower(p.vpc_endpoint_type) = 'gateway' then 'Look again after the old connections closed; restart clients that hold them.'
    when o.vpc_id is not null then 'Forward these names from your DNS servers to the VPC''s Resolver.'
    else 'Use the regional names of the service (AWS_STS_REGIONAL_ENDPOINTS=regional for STS), and restart clients that cache DNS.'
  end as fix
from passed p
left join own_dns o on o.vpc_id = p.vpc_id
where p.bytes > 0
union all
select
  'idle_endpoint' as check_id,
  'low',
  e.vpc_endpoint_id,
  'An interface endpoint carries nothing',
  'No byte of a client reached ' || e.vpc_endpoint_id || ' (' || e.service || ') from ' || strftime(s.first_hour, '%Y-%m-%d %H:%M')
    || ' to ' || strftime(s.last_hour + interval 1 hour, '%Y-%m-%d %H:%M') || ' UTC, while its VPC''s flow logs show other endpoints.',
  0,
  r.usd_per_hour * 730 * len(e.network_interface_ids),
  'Delete it if nobody waits for it; it is paid by the hour in each AZ.'
from endpoint e
join seen s on s.vpc_id = e.vpc_id
left join endpoint_rate r on r.region = e.region
where lower(e.vpc_endpoint_type) = 'interface'
  and not coalesce(e.requester_managed, false)
  and len(e.network_interface_ids) > 0
  and date_diff('hour', s.first_hour, s.last_hour) >= 23
  and not exists (from used u where list_contains(e.network_interface_ids, u.interface_id));
comment on macro table finding_bypass is 'Endpoints that are there while bytes go round them, and endpoints that nobody uses: a part of findings.';
