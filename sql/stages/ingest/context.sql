-- The zonal NAT gateways that are known so far, one row per ENI: from the inventory, else recognised from records
-- (recognised_gateway).
create or replace temp table context_gateway as
with
described as (
  select
    a.interface_id,
    a.nat_gateway_id,
    a.private_ip as address,
    g.account_id,
    g.region,
    g.created_at,
    case when g.connectivity_type = 'private' then g.vpc_id end as private_vpc_id
  from inventory_nat_gateway_address a
  join inventory_nat_gateway g on g.nat_gateway_id = a.nat_gateway_id
  where a.interface_id is not null and g.availability_mode = 'zonal'
),
addresses as (
  select interface_id, address from described where address is not null
  union
  -- The ENI may hold addresses that DescribeNatGateways no longer shows.
  select i.interface_id, i.address
  from inventory_interface_address i
  where i.family = 4 and i.interface_id in (select interface_id from described)
),
inventory as (
  select
    d.interface_id,
    max(d.nat_gateway_id) as nat_gateway_id,
    (select list(distinct a.address) from addresses a where a.interface_id = d.interface_id) as addresses,
    max(d.account_id) as account_id,
    max(d.region) as region,
    min(d.created_at) as created_at,
    (select list(distinct c.cidr) from inventory_vpc_cidr c where c.vpc_id = max(d.private_vpc_id)) as client_cidrs
  from described d
  group by d.interface_id
)
select
  interface_id,
  nat_gateway_id,
  coalesce(addresses, []) as addresses,
  account_id,
  region,
  strftime(created_at, '%Y-%m-%dT%H:%M:%S') as created_at,
  client_cidrs
from inventory
union all
select interface_id, nat_gateway_id, addresses, account_id, region, null, null
from recognised_gateway;

-- CIDRs of our VPCs in public space: who is inside cannot be told from the address alone. Read first and judged then: with
-- the parsing in place of each number, planning is_private_number takes half a second.
create or replace temp table context_network as
with
block as materialized (
  select distinct cidr, cidr_family(cidr) as family, cidr_first(cidr) as first_number from inventory_vpc_cidr
)
select cidr from block where not coalesce(is_private_number(family, first_number), true);

create or replace temp table context_regional as
select distinct nat_gateway_id from inventory_nat_gateway where availability_mode = 'regional';
