-- Names every remote of remote_key. The ladder: own address, what DNS told, prefix list, ip-ranges.json, private space,
-- the flow log's word, the internet. What DNS told never overrules the address for what a gateway endpoint takes.
create or replace temp table remote_address as
select
  remote_name_id,
  region,
  -- A NAT64 remote (64:ff9b::/96) is named by the IPv4 address it carries.
  case when is_nat64 or not is_ipv6 then 4 else 6 end as family,
  case when is_nat64 then routed_number % 4294967296::uhugeint else routed_number end as number,
  is_nat64,
  is_own,
  said_code,
  as_of,
  hostname,
  dns_service,
  dns_service_region,
  dns_served_by
from (
  select
    *,
    is_ipv6 and routed_number
      between 524413980667603649783483181312245760::uhugeint and 524413980667603649783483185607213055::uhugeint
      as is_nat64
  from (
    select
      remote_name_id,
      region,
      contains(remote_ip, ':') as is_ipv6,
      n.routed_number,
      owner is not null as is_own,
      nullif(aws_service, '-') as said_code,
      coalesce(ip_ranges_as_of, timestamp '1970-01-01') as as_of,
      hostname,
      dns_service,
      dns_service_region,
      dns_served_by
    from remote_key
    -- Query logs make many questions of one address, and reading an address costs more than all else here.
    left join (
      select remote_ip, address_number(remote_ip) as routed_number from (select distinct remote_ip from remote_key)
    ) n using (remote_ip)
  ) as read
) as routed
where routed_number is not null or is_own;

-- Where an endpoint for a service can be made: what AWS told of a region, else the shipped table.
create or replace temp table endpoint_offer as
with
told as (
  select
    service_region as region,
    endpoint_service(service_name, service_region) as service
  from inventory_vpc_endpoint_service
  where is_current
)
select distinct region, service from told
union
select region, endpoint_service(service, '') as service from endpoint_service where region not in (select region from told);

create or replace temp table remote_named as
with
located as (
  select a.*, i.interval_id, coalesce(is_private_number(a.family, a.number), false) as is_private
  from remote_address a
  asof left join (select interval_id, as_of, family, first_number from address_interval) as i
    on a.as_of = i.as_of and a.family = i.family and a.number >= i.first_number
),
found as (
  select
    l.*,
    i.code as range_code,
    i.code_region,
    case
      when list_contains(i.lists, 's3/' || l.region) then 's3'
      when list_contains(i.lists, 'dynamodb/' || l.region) then 'dynamodb'
      when list_contains(i.lists, 's3express/' || l.region) then 's3express'
    end as list_service,
    coalesce(list_contains(i.memberships, 'S3/' || l.region) and not coalesce(s.has_s3, false), false)
      or coalesce(list_contains(i.memberships, 'DYNAMODB/' || l.region) and not coalesce(s.has_dynamodb, false), false)
      as is_estimated_routed
  from located l
  left join address_interval i using (interval_id)
  left join gateway_list_service s on s.region = l.region and s.family = l.family
),
judged as (
  select
    *,
    case
      when is_own then 'inventory'
      when dns_service is not null then 'dns'
      when list_service is not null then 'prefix_list'
      when range_code is not null then 'ip_ranges'
      when is_private or said_code is null then 'none'
      else 'flow_log'
    end as evidence,
    coalesce(range_code, said_code) as code,
    -- What a gateway endpoint's route takes is decided by the address as routed, and by ip-ranges.json only for lists
    -- that the inventory does not hold.
    not is_nat64 and (list_service is not null or is_estimated_routed) as is_gateway_routed
  from found
),
offered as (
  select j.*, coalesce(o.service, e.service) is not null as is_offered
  from judged j
  left join endpoint_offer o on o.service = j.dns_service and o.region = j.region
  left join (select service from endpoint_offer where region = '*') e on e.service = j.dns_service
)
select
  remote_name_id,
  case evidence
    when 'inventory' then 'own'
    when 'dns' then dns_service
    when 'prefix_list' then list_service
    when 'none' then case when is_private then 'private' else 'internet' end
    -- Of the codes only these two are endpoints by address: most APIs are just AMAZON or EC2.
    else case code when 'S3' then 's3' when 'DYNAMODB' then 'dynamodb' else code end
  end as service,
  case evidence
    when 'dns' then coalesce(
      dns_service_region, case when list_service is not null then region else nullif(code_region, 'GLOBAL') end
    )
    when 'prefix_list' then region
    when 'ip_ranges' then code_region
  end as service_region,
  -- A host name tells what wide ranges and the internet do not, also where it is no endpoint's.
  case
    when hostname is not null and evidence in ('ip_ranges', 'flow_log', 'none') then 'dns' else evidence
  end as evidence,
  case
    when evidence = 'inventory' then 'own_path'
    when is_gateway_routed then 'gateway_endpoint'
    when is_private and range_code is null then 'private_path'
    when evidence = 'dns' then case
      when dns_served_by = 'nat_only' or coalesce(dns_service_region, region) <> region then 'nat_only'
      when dns_served_by = 'interface_endpoint' then case when is_offered then 'interface_endpoint' else 'nat_only' end
      -- S3 or DynamoDB by name, and no gateway endpoint's route holds the address.
      when is_nat64 or code_region <> region then 'nat_only'
      else 'unknown'
    end
    when evidence = 'none' or dns_served_by = 'nat_only' then 'nat_only'
    -- S3 or DynamoDB behind NAT64: no endpoint's route or address matches 64:ff9b::/96.
    when evidence = 'prefix_list' or (is_nat64 and code in ('S3', 'DYNAMODB')) then 'nat_only'
    -- Edge and DNS networks, which have no endpoint service in any region.
    when code in (
      'CLOUDFRONT', 'CLOUDFRONT_ORIGIN_FACING', 'GLOBALACCELERATOR', 'ROUTE53', 'ROUTE53_HEALTHCHECKS',
      'ROUTE53_HEALTHCHECKS_PUBLISHING'
    ) then 'nat_only'
    when code_region <> region and code_region <> 'GLOBAL' then 'nat_only'
    else 'unknown'
  end as served_by
from offered;
