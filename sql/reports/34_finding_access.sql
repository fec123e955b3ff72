create or replace macro finding_access(since, until) as table
with
endpoint as (
  select *, endpoint_service(service_name, service_region) as service
  from inventory_vpc_endpoint
  where is_current and state = 'available' and lower(vpc_endpoint_type) in ('gateway', 'interface')
),
rule as (
  select
    group_id, vpc_id,
    unnest(from_json(ip_permissions, '[{
      "IpProtocol": "VARCHAR", "FromPort": "INTEGER", "ToPort": "INTEGER", "IpRanges": [{"CidrIp": "VARCHAR"}],
      "Ipv6Ranges": [{"CidrIpv6": "VARCHAR"}], "UserIdGroupPairs": [{"GroupId": "VARCHAR"}],
      "PrefixListIds": [{"PrefixListId": "VARCHAR"}]
    }]')) as said
  from inventory_security_group
  where is_current
),
admitted as (
  select
    group_id,
    list_concat(
      coalesce(list_transform(said.IpRanges, lambda entry: entry.CidrIp), []),
      coalesce(list_transform(said.Ipv6Ranges, lambda entry: entry.CidrIpv6), [])
    ) as cidrs,
    coalesce(list_transform(said.UserIdGroupPairs, lambda entry: entry.GroupId), []) as group_ids,
    coalesce(len(said.PrefixListIds), 0) > 0 as has_prefix_list
  from rule
  where said.IpProtocol = '-1'
    or (said.IpProtocol in ('tcp', '6') and coalesce(said.FromPort, 0) <= 443 and coalesce(said.ToPort, 65535) >= 443)
),
client_group as (
  select distinct vpc_id, group_id
  from (
    select vpc_id, unnest(security_group_ids) as group_id
    from inventory_network_interface
    where is_current and coalesce(interface_type, 'interface') <> 'vpc_endpoint'
  )
),
guarded as (
  select vpc_endpoint_id, vpc_id, service, unnest(security_group_ids) as group_id
  from endpoint
  where lower(vpc_endpoint_type) = 'interface'
    and len(security_group_ids) > 0
    -- These listen on other ports.
    and service not in ('email-smtp', 'cassandra')
),
-- Groups that were never described are not judged.
judged as (
  select g.*
  from guarded g
  where not exists (
    from guarded o
    where o.vpc_endpoint_id = g.vpc_endpoint_id and o.group_id not in (select group_id from inventory_security_group where is_current)
  )
),
opened as (
  select
    j.vpc_endpoint_id, j.vpc_id, j.service,
    list_distinct(flatten(list(coalesce(a.cidrs, [])))) as cidrs,
    string_agg(distinct j.group_id, ', ' order by j.group_id) as group_ids,
    bool_or(coalesce(a.has_prefix_list, false)) as has_prefix_list,
    bool_or(exists (
      from client_group c where c.vpc_id = j.vpc_id and list_contains(a.group_ids, c.group_id)
    )) as admits_clients
  from judged j
  left join admitted a on a.group_id = j.group_id
  group by 1, 2, 3
),
client_subnet as (
  select
    vpc_id, subnet_id, cidr_block,
    cidr_family(cidr_block) as family, cidr_first(cidr_block) as first_number, cidr_last(cidr_block) as last_number
  from advice_subnet_exit()
  where clients > 0 and cidr_block is not null
),
opened_cidr as (
  select
    vpc_endpoint_id, cidr_family(cidr) as family, cidr_first(cidr) as first_number, cidr_last(cidr) as last_number
  from (select vpc_endpoint_id, unnest(cidrs) as cidr from opened)
),
let_in as (
  select distinct o.vpc_endpoint_id, c.subnet_id
  from opened_cidr o
  join client_subnet c
    on c.family = o.family and c.first_number <= o.last_number and c.last_number >= o.first_number
),
shut_out as (
  select o.vpc_endpoint_id, string_agg(c.subnet_id || ' (' || c.cidr_block || ')', ', ' order by c.subnet_id) as subnet_ids
  from opened o
  join client_subnet c on c.vpc_id = o.vpc_id
  left join let_in l on l.vpc_endpoint_id = o.vpc_endpoint_id and l.subnet_id = c.subnet_id
  where not o.admits_clients and not o.has_prefix_list and len(o.cidrs) > 0 and l.subnet_id is null
  group by 1
),
uses_ecr as (
  select distinct vpc_id from endpoint where service in ('ecr.api', 'ecr.dkr')
  union
  select distinct source_vpc_id from nat_window(since, until) where service in ('ecr.api', 'ecr.dkr')
),
policy_service as (
  select region, service_name, bool_or(policy_supported) as is_supported
  from inventory_vpc_endpoint_service
  where is_current
  group by 1, 2
)
select
  'endpoint_group_blocks' as check_id,
  'high' as severity,
  o.vpc_endpoint_id as resource_id,
  'No client may reach an interface endpoint' as title,
  'The security groups ' || o.group_ids || ' of ' || o.vpc_endpoint_id || ' (' || o.service
    || ') admit TCP 443 from no client of ' || o.vpc_id || '.' as detail,
  null::bigint as bytes,
  null::double as usd_per_month,
  'Admit TCP 443 from the clients'' security groups or subnets.' as fix
from opened o
where len(o.cidrs) = 0 and not o.has_prefix_list and not o.admits_clients
union all
select
  'endpoint_group_misses_subnets' as check_id,
  'medium',
  s.vpc_endpoint_id,
  'Some clients may not reach an interface endpoint',
  'The security groups of ' || s.vpc_endpoint_id || ' do not admit TCP 443 from ' || s.subnet_ids
    || '; with private DNS their calls to the service fail.',
  null,
  null,
  'Admit TCP 443 from these subnets, or from their clients'' security groups.'
from shut_out s
union all
select
  'endpoint_group_open' as check_id,
  'low',
  o.vpc_endpoint_id,
  'The security group of an endpoint admits everybody',
  'The security groups ' || o.group_ids || ' of ' || o.vpc_endpoint_id || ' (' || o.service || ') admit TCP 443 from '
    || array_to_string(list_filter(o.cidrs, lambda cidr: cidr in ('0.0.0.0/0', '::/0')), ' and ') || '.',
  null,
  null,
  'Admit TCP 443 from the clients'' security groups or subnets alone.'
from opened o
where list_contains(o.cidrs, '0.0.0.0/0') or list_contains(o.cidrs, '::/0')
union all
select
  'endpoint_policy_open' as check_id,
  'info',
  e.vpc_endpoint_id,
  'An endpoint policy allows everything',
  e.vpc_endpoint_id || ' (' || e.service || ') has the policy that allows everybody every action on every resource.',
  null,
  null,
  'Allow the actions and resources that the clients need; IAM policies still apply.'
from endpoint e
left join policy_service p on p.service_name = e.service_name and p.region = e.region
where policy_is_open(e.policy_document) and coalesce(p.is_supported, true)
  and not coalesce(e.requester_managed, false)
union all
select
  's3_policy_blocks_ecr' as check_id,
  'high',
  e.vpc_endpoint_id,
  'The S3 endpoint policy keeps image layers out',
  'The policy of ' || e.vpc_endpoint_id || ' does not allow prod-' || e.region || '-starport-layer-bucket, and ' || e.vpc_id
    || ' pulls images from ECR: their layers are objects of that bucket.',
  null,
  null,
  'Allow s3:GetObject on arn:aws:s3:::prod-' || e.region || '-starport-layer-bucket/*.'
from endpoint e
join uses_ecr u on u.vpc_id = e.vpc_id
where lower(e.vpc_endpoint_type) = 'gateway'
  and e.service = 's3'
  and json_valid(e.policy_document)
  and len(list_filter(
    policy_statements(e.policy_document),
    lambda said: json_extract_string(said, '$.Effect') = 'Allow'
      and (
        contains(json_extract_string(said, '$.Resource'), 'starport-layer-bucket')
        -- A condition on who asks keeps ECR's own signatures out.
        or (
          json_extract_string(said, '$.Resource') in ('*', '["*"]', 'arn:aws:s3:::*', '["arn:aws:s3:::*"]')
          and json_extract(said, '$.Condition') is null
        )
      )
  )) = 0;
comment on macro table finding_access is 'Security groups and policies of VPC endpoints that block their clients or admit everybody: a part of findings.';
