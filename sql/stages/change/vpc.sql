-- What a change to a VPC must know of it: a row per VPC of the newest inventory.
with
dns as (
  select
    vpc_id,
    bool_or(is_enabled) filter (where attribute = 'enableDnsSupport') as dns_support,
    bool_or(is_enabled) filter (where attribute = 'enableDnsHostnames') as dns_hostnames
  from inventory_vpc_attribute
  where is_current
  group by vpc_id
),
cidr as (
  select vpc_id, list(distinct cidr order by cidr) as cidrs
  from inventory_vpc_cidr
  where is_current and not contains(cidr, ':')
  group by vpc_id
),
endpoint as (
  select
    vpc_id,
    list(distinct service_name order by service_name) filter (where lower(vpc_endpoint_type) = 'gateway') as gateway_services,
    list(distinct service_name order by service_name) filter (where lower(vpc_endpoint_type) = 'interface') as interface_services
  from inventory_vpc_endpoint
  where is_current and state in ('available', 'pending', 'pendingacceptance')
  group by vpc_id
),
to_nat as (
  select vpc_id, list(distinct route_table_id order by route_table_id) as nat_route_table_ids
  from advice_subnet_exit()
  where target_kind = 'nat_gateway' and route_table_id is not null
  group by vpc_id
)
select
  v.vpc_id, v.account_id, v.region,
  coalesce(c.cidrs, []) as cidrs,
  d.dns_support, d.dns_hostnames,
  coalesce(e.gateway_services, []) as gateway_services,
  coalesce(e.interface_services, []) as interface_services,
  coalesce(n.nat_route_table_ids, []) as nat_route_table_ids
from inventory_vpc v
left join dns d on d.vpc_id = v.vpc_id
left join cidr c on c.vpc_id = v.vpc_id
left join endpoint e on e.vpc_id = v.vpc_id
left join to_nat n on n.vpc_id = v.vpc_id
where v.is_current
-- A shared VPC is described by everybody; its owner knows most.
qualify row_number() over (partition by v.vpc_id order by d.vpc_id is null, v.account_id) = 1
order by v.vpc_id;
