create or replace macro finding_endpoints(since, until) as table
with
endpoint as (
  select *, endpoint_service(service_name, service_region) as service
  from inventory_vpc_endpoint
  where is_current and lower(vpc_endpoint_type) in ('gateway', 'interface')
),
working as (
  select * from endpoint where state = 'available'
),
offered as (
  select region, service_name, bool_or(len(private_dns_names) > 0) as has_private_dns_names, list_distinct(flatten(list(az_ids))) as az_ids
  from inventory_vpc_endpoint_service
  where is_current and lower(service_type) = 'interface'
  group by 1, 2
),
advice_byte_row as materialized (
  from advice_bytes(since, until)
),
through_nat as (
  select
    vpc_id, service,
    sum(bytes)::bigint as bytes,
    sum_usd(monthly_bytes, nat_usd_per_gib) + coalesce(sum_usd(monthly_bytes, cross_az_usd_per_gib), 0) as usd
  from advice_byte_row
  where coalesce(service_region, region) = region
  group by vpc_id, service
),
exits as (
  select * from advice_subnet_exit()
),
endpoint_az as (
  select e.vpc_endpoint_id, list(distinct s.az_id order by s.az_id) as az_ids
  from (select vpc_endpoint_id, unnest(subnet_ids) as subnet_id from working) e
  join inventory_subnet s on s.subnet_id = e.subnet_id and s.is_current
  group by 1
),
unassociated as (
  select
    w.vpc_endpoint_id, w.vpc_id, w.service,
    list(distinct e.route_table_id order by e.route_table_id) as route_table_ids
  from working w
  join exits e on e.vpc_id = w.vpc_id
  where lower(w.vpc_endpoint_type) = 'gateway'
    and e.clients > 0
    and e.target_kind in ('nat_gateway', 'transit_gateway')
    and not coalesce(list_contains(w.route_table_ids, e.route_table_id), false)
    -- Another endpoint of the same service may serve the table.
    and not exists (
      from working o
      where o.vpc_id = w.vpc_id and o.service = w.service and list_contains(o.route_table_ids, e.route_table_id)
    )
  group by 1, 2, 3
),
advised as (
  select vpc_id, service_name, vpc_endpoint_id, action, priced.bytes, nat_usd_per_month, saving_usd_per_month, route_table_ids
  from advice_gateway_endpoints('advice_byte_row') a
  left join lateral (
    select sum(t.bytes)::bigint as bytes
    from through_nat t
    where t.vpc_id = a.vpc_id and t.service = endpoint_service(a.service_name, a.region)
  ) priced on true
),
client_az as (
  select vpc_id, az_id, string_agg(subnet_id, ', ' order by subnet_id) as subnet_ids
  from exits
  where clients > 0 and az_id is not null and target_kind in ('nat_gateway', 'transit_gateway')
  group by 1, 2
),
missing_az as (
  select w.vpc_endpoint_id, w.vpc_id, w.service, string_agg(c.az_id || ' (' || c.subnet_ids || ')', ', ' order by c.az_id) as azs
  from working w
  join endpoint_az a on a.vpc_endpoint_id = w.vpc_endpoint_id
  join client_az c on c.vpc_id = w.vpc_id
  left join offered o on o.service_name = w.service_name and o.region = w.region
  where lower(w.vpc_endpoint_type) = 'interface'
    and not list_contains(a.az_ids, c.az_id)
    and (o.az_ids is null or len(o.az_ids) = 0 or list_contains(o.az_ids, c.az_id))
  group by 1, 2, 3
),
sibling as (
  from (values
    ('ecr.api', 'ecr.dkr', 'Image pulls need both.'),
    ('ecr.dkr', 'ecr.api', 'Image pulls need both (Fargate before platform 1.4 needs ecr.dkr alone).'),
    ('ecr.dkr', 's3', 'Image layers are S3 objects.'),
    ('ssm', 'ssmmessages', 'Session Manager and Run Command need both.'),
    ('ssmmessages', 'ssm', 'Session Manager and Run Command need both.')
  ) t(service, needs, why)
),
incomplete as (
  select w.vpc_endpoint_id, w.vpc_id, s.needs, s.why
  from working w
  join sibling s on s.service = w.service
  where not exists (from working o where o.vpc_id = w.vpc_id and o.service = s.needs)
)
select
  'gateway_endpoint_missing' as check_id,
  'high' as severity,
  a.vpc_id as resource_id,
  'Bytes go through NAT that a free gateway endpoint would take' as title,
  a.vpc_id || ' has no gateway endpoint for ' || a.service_name || ', and '
    || format('{:,.1f}', a.bytes / 1073741824) || ' GiB of it passed NAT.' as detail,
  a.bytes,
  a.saving_usd_per_month as usd_per_month,
  'Create the gateway endpoint: nat-attrib plan writes it with its route tables.' as fix
from advised a
where a.action = 'create_gateway_endpoint'
union all
select
  'gateway_endpoint_not_associated' as check_id,
  case when a.bytes > 0 then 'high' else 'low' end,
  u.vpc_endpoint_id,
  case when len(u.route_table_ids) = 1 then 'A route table with clients lacks the gateway endpoint'
    else 'Route tables with clients lack the gateway endpoint' end,
  u.vpc_endpoint_id || ' (' || u.service || ') is not associated with ' || array_to_string(u.route_table_ids, ', ')
    || ', whose default route leads to NAT'
    || case when a.bytes > 0 then ': ' || format('{:,.1f}', a.bytes / 1073741824) || ' GiB of it passed NAT.' else '.' end,
  a.bytes,
  a.saving_usd_per_month,
  case when len(u.route_table_ids) = 1 then 'Associate the route table' else 'Associate the route tables' end
    || ' with the endpoint.'
from unassociated u
left join advised a on a.action = 'associate_route_tables' and a.vpc_endpoint_id = u.vpc_endpoint_id
union all
select
  'gateway_endpoint_ipv4_only' as check_id,
  'info',
  w.vpc_endpoint_id,
  'A gateway endpoint serves IPv4 alone while clients have IPv6',
  w.vpc_endpoint_id || ' (' || w.service || ') has the IP address type ipv4, and subnets of ' || w.vpc_id
    || ' have IPv6: clients that use s3.dualstack names may go round it by IPv6.',
  null,
  null,
  'Give the endpoint the IP address type dualstack, or use names without dualstack.'
from working w
where lower(w.vpc_endpoint_type) = 'gateway'
  and w.service = 's3'
  and coalesce(w.ip_address_type, 'ipv4') = 'ipv4'
  and exists (
    from inventory_route r
    where r.vpc_id = w.vpc_id and r.is_current and r.destination = '::/0' and coalesce(r.state, 'active') = 'active'
  )
union all
select
  'private_dns_off' as check_id,
  'medium',
  w.vpc_endpoint_id,
  'Private DNS of an interface endpoint is off',
  w.vpc_endpoint_id || ' (' || w.service || ') has private DNS off, so the service''s usual name does not lead to it'
    || case when t.bytes > 0 then ', and ' || format('{:,.1f}', t.bytes / 1073741824) || ' GiB passed NAT.' else '.' end,
  t.bytes,
  t.usd,
  'Enable private DNS, unless a private hosted zone of your own answers with the endpoint''s addresses.'
from working w
left join offered o on o.service_name = w.service_name and o.region = w.region
left join through_nat t on t.vpc_id = w.vpc_id and t.service = w.service
where lower(w.vpc_endpoint_type) = 'interface'
  and not coalesce(w.private_dns_enabled, false)
  and not coalesce(w.requester_managed, false)
  -- The S3 and DynamoDB ones are meant for clients outside the VPC; endpoint services of others have no public name.
  and w.service not in ('s3', 's3express', 'dynamodb', 'dynamodb-streams')
  and not contains(w.service_name, '.vpce-svc-') and not starts_with(w.service_name, 'com.amazonaws.vpce.')
  and coalesce(o.has_private_dns_names, true)
  and not exists (
    from working p where p.vpc_id = w.vpc_id and p.service = w.service and p.private_dns_enabled
  )
union all
select
  'vpc_dns_off' as check_id,
  case when bool_or(w.vpc_endpoint_id is not null) then 'high' else 'low' end,
  a.vpc_id,
  'A VPC''s DNS attributes are off',
  string_agg(distinct a.attribute, ' and ' order by a.attribute) || ' of ' || a.vpc_id || ' is off'
    || case
      when bool_or(w.vpc_endpoint_id is not null) then ', which the private DNS of '
        || string_agg(distinct w.vpc_endpoint_id, ', ' order by w.vpc_endpoint_id) || ' needs.'
      else ': endpoints with private DNS cannot be made there.'
    end,
  null,
  null,
  'aws ec2 modify-vpc-attribute --vpc-id ' || a.vpc_id || ' --enable-dns-support (and --enable-dns-hostnames).'
from inventory_vpc_attribute a
left join working w on w.vpc_id = a.vpc_id and (w.private_dns_enabled or lower(w.vpc_endpoint_type) = 'gateway')
where a.is_current and not a.is_enabled
group by a.vpc_id
union all
select
  'endpoint_misses_az' as check_id,
  'low',
  m.vpc_endpoint_id,
  'An interface endpoint has no interface in an AZ where clients run',
  m.vpc_endpoint_id || ' (' || m.service || ') has none in ' || m.azs
    || '. Crossing AZs to an endpoint costs nothing, but these clients depend on another AZ.',
  null,
  null,
  'Add a subnet of that AZ to the endpoint where it must survive the loss of an AZ; each AZ is paid by the hour.'
from missing_az m
union all
select
  's3_interface_takes_free_traffic' as check_id,
  'medium',
  w.vpc_endpoint_id,
  'An S3 interface endpoint takes traffic that a gateway endpoint carries for nothing',
  w.vpc_endpoint_id || ' has private DNS for every client of ' || w.vpc_id
    || ', not for the inbound Resolver endpoint alone, so S3 traffic of the VPC is billed by the GB.',
  b.bytes,
  null,
  'Set PrivateDnsOnlyForInboundResolverEndpoint to true and keep a gateway endpoint for the VPC''s own clients.'
from working w
left join (
  select vpc_endpoint_id, sum(bytes_out + bytes_in)::bigint as bytes
  from beside_nat
  where hour >= utc(since) and hour < utc(until)
  group by 1
) b on b.vpc_endpoint_id = w.vpc_endpoint_id
where lower(w.vpc_endpoint_type) = 'interface'
  and w.service = 's3'
  and w.private_dns_enabled
  and not coalesce(json_extract_string(w.dns_options, '$.PrivateDnsOnlyForInboundResolverEndpoint')::boolean, false)
union all
select
  'incomplete_endpoint_set' as check_id,
  'medium',
  i.vpc_id,
  'An endpoint lacks the one it works with',
  i.vpc_id || ' has ' || i.vpc_endpoint_id || ' but no endpoint for ' || i.needs || '. ' || i.why,
  t.bytes,
  t.usd,
  'Create the endpoint for ' || i.needs || ', or what is missing goes on through NAT.'
from incomplete i
left join through_nat t on t.vpc_id = i.vpc_id and t.service = i.needs
union all
select
  'endpoint_unhealthy' as check_id,
  case when e.state in ('failed', 'rejected', 'expired') then 'high' else 'medium' end,
  e.vpc_endpoint_id,
  'An endpoint does not work',
  e.vpc_endpoint_id || ' (' || e.service || ') is ' || e.state || coalesce(': ' || e.last_error, '') || '.',
  t.bytes,
  null,
  'Look at the reason AWS gives; delete and create the endpoint again where it failed.'
from endpoint e
left join through_nat t on t.vpc_id = e.vpc_id and t.service = e.service
where e.state not in ('available', 'pending', 'deleting', 'deleted') or e.last_error is not null;
comment on macro table finding_endpoints is 'VPC endpoints that are missing, not wired up or not whole: a part of findings.';
