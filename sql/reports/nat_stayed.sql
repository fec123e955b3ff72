create or replace macro nat_stayed(since, until) as table
with
endpoint as (
  select
    vpc_id, region,
    endpoint_service(service_name, service_region) as service,
    lower(vpc_endpoint_type) || '_endpoint' as served_by,
    min(vpc_endpoint_id) as vpc_endpoint_id,
    bool_or(coalesce(private_dns_enabled, false)) as has_private_dns,
    list_distinct(flatten(list(coalesce(route_table_ids, [])))) as route_table_ids
  from inventory_vpc_endpoint
  where is_current and state = 'available' and service_region = region
  group by all
),
private_name as (
  select
    service_region as region,
    endpoint_service(service_name, service_region) as service,
    list_distinct(flatten(list(private_dns_names))) as names
  from inventory_vpc_endpoint_service
  where is_current and lower(service_type) = 'interface' and len(private_dns_names) > 0
  group by all
),
own_resolver as (
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
vpc_region as (
  select vpc_id, max(region) as region from inventory_vpc group by vpc_id
),
passed as (
  select
    source_id, nat_gateway_id, service, service_region, hostname, served_by,
    sum(bytes_out + bytes_in)::hugeint as bytes,
    max(hour) filter (where bytes_out + bytes_in > 0) as last_hour
  from nat_service_hour
  where hour >= utc(since) and hour < utc(until)
  group by all
),
placed as (
  select
    s.source_vpc_id as vpc_id,
    coalesce(v.region, g.region) as region,
    t.route_table_id,
    p.service, p.service_region, p.hostname, p.served_by,
    sum(p.bytes) as bytes,
    max(p.last_hour) as last_hour
  from passed p
  left join source s on s.source_id = p.source_id
  left join gateway g on g.nat_gateway_id = p.nat_gateway_id
  left join vpc_region v on v.vpc_id = s.source_vpc_id
  left join subnet_table t on t.subnet_id = s.source_subnet_id
  group by all
),
judged as (
  select
    p.*,
    e.vpc_endpoint_id,
    case
      when p.service is null or p.service in ('internet', 'private') then null
      when p.served_by = 'own_path' then 'public_name'
      when p.served_by = 'unknown' then 'unnamed'
      -- AMAZON, EC2 and their like are address ranges, not services.
      when p.service_region not in (p.region, 'GLOBAL') and p.service <> upper(p.service) then 'other_region'
      when p.served_by not in ('gateway_endpoint', 'interface_endpoint') then null
      when p.vpc_id is null then 'client_unknown'
      when e.vpc_endpoint_id is null then 'no_endpoint'
      when p.served_by = 'gateway_endpoint' and p.route_table_id is null then 'route_unknown'
      when p.served_by = 'gateway_endpoint' and not list_contains(e.route_table_ids, p.route_table_id) then 'no_association'
      when p.served_by = 'gateway_endpoint' then 'open_connection'
      when not e.has_private_dns then 'private_dns_off'
      when o.vpc_id is not null then 'own_resolver'
      when n.names is not null and p.hostname is not null and not list_bool_or(list_transform(
        n.names,
        lambda name: case when starts_with(name, '*.') then ends_with(p.hostname, name[2:]) else name = p.hostname end
      )) then 'dns_name'
      else 'open_connection'
    end as kept_by
  from placed p
  left join endpoint e
    on e.vpc_id = p.vpc_id and e.region = p.region and e.service = p.service and e.served_by = p.served_by
  left join own_resolver o on o.vpc_id = p.vpc_id
  left join private_name n on n.region = p.region and n.service = p.service
)
select
  vpc_id, service, service_region, served_by, vpc_endpoint_id, kept_by,
  list(distinct route_table_id order by route_table_id) filter (where route_table_id is not null) as route_table_ids,
  list(distinct hostname order by hostname) filter (where hostname is not null) as names,
  sum(bytes)::bigint as bytes,
  max(last_hour) as last_hour
from judged
where kept_by is not null and bytes > 0
group by all
order by bytes desc, vpc_id, service, service_region, served_by, vpc_endpoint_id, kept_by;
comment on macro table nat_stayed is 'Bytes to AWS services and to our own addresses that passed NAT from since to before until, and why they did not take another way, as the newest inventory has it: no_endpoint, no_association, route_unknown, private_dns_off, own_resolver, dns_name, other_region, public_name, unnamed, client_unknown, or open_connection where nothing else keeps them there.';
