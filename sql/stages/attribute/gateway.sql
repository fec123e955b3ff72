-- Every NAT gateway that the inventory or the records know, one row each; rebuilt as a whole, it is small.
create or replace temp table gateway_now as
with
described as (
  select *
  from inventory_nat_gateway
  where state not in ('failed')
  qualify row_number() over (partition by nat_gateway_id order by seen_to desc, account_id, region) = 1
),
address_azs as (
  select nat_gateway_id, greatest(count(distinct az_id), 1) as azs
  from inventory_nat_gateway_address
  where is_current
  group by nat_gateway_id
),
subnets as (
  select subnet_id, max(az_id) as az_id from inventory_subnet group by subnet_id
),
-- Endpoints of AWS Network Firewall, which the service itself makes and marks.
firewall as (
  select vpc_endpoint_id, unnest(subnet_ids) as subnet_id
  from inventory_vpc_endpoint
  where lower(vpc_endpoint_type) = 'gatewayloadbalancer'
    and is_current
    and (lower(tags['AWSNetworkFirewallManaged']) = 'true' or tags['Firewall'] like 'arn:%:network-firewall:%')
),
-- Chained with one: the firewall's subnet leads to the gateway, or the gateway's subnet to the firewall.
chained as (
  select r.target_id as nat_gateway_id
  from firewall f
  join inventory_subnet_route_table t on t.subnet_id = f.subnet_id and t.is_current
  join inventory_route r on r.route_table_id = t.route_table_id and r.is_current and r.target_kind = 'nat_gateway'
  union
  select d.nat_gateway_id
  from described d
  join inventory_subnet_route_table t on t.subnet_id = d.subnet_id and t.is_current
  join inventory_route r on r.route_table_id = t.route_table_id and r.is_current
  join firewall f on f.vpc_endpoint_id = r.target_id
),
first_logged as (
  select
    nat_gateway_id,
    min(hour) as hour,
    max(account_id) as account_id,
    max(region) as region,
    bool_or(capture = 'regional') as is_regional
  from log_hour
  where nat_gateway_id is not null
  group by nat_gateway_id
),
evidence as (
  select
    interface_id,
    max(account_id) as account_id,
    max(region) as region,
    max(vpc_id) as vpc_id,
    max(subnet_id) as subnet_id,
    max(az_id) as az_id
  from gateway_evidence
  group by interface_id
)
select
  d.nat_gateway_id,
  d.account_id,
  d.region,
  d.vpc_id,
  d.subnet_id,
  case when d.availability_mode = 'zonal' then s.az_id end as az_id,
  d.availability_mode,
  d.connectivity_type,
  case when d.availability_mode = 'regional' then coalesce(a.azs, 1) else 1 end::integer as hourly_azs,
  -- An inventory taken after a gateway was replaced must not deny the hours its log shows.
  least(d.created_at, f.hour) as created_at,
  coalesce(d.deleted_at, d.gone_at) as deleted_at,
  case
    when d.has_provisioned_bandwidth then 'provisioned bandwidth has its own rate'
    when d.nat_gateway_id in (select nat_gateway_id from chained)
      then 'AWS waives its hours and bytes for those of the Network Firewall that it is chained with'
  end as unpriced_reason,
  'inventory' as known_from
from described d
left join subnets s on s.subnet_id = d.subnet_id
left join address_azs a on a.nat_gateway_id = d.nat_gateway_id
left join first_logged f on f.nat_gateway_id = d.nat_gateway_id
union all
-- Where the records lack account and region, or are of a regional gateway, the object's name tells them.
select
  f.nat_gateway_id,
  coalesce(e.account_id, f.account_id),
  coalesce(e.region, f.region),
  e.vpc_id, e.subnet_id, e.az_id,
  case when f.is_regional then 'regional' else 'zonal' end,
  'public', 1, null, null, null, 'flow_log'
from first_logged f
left join evidence e on e.interface_id = f.nat_gateway_id
where f.nat_gateway_id not in (select nat_gateway_id from described);
