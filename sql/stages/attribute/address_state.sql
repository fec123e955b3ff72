-- Which ENI or subnet an address belonged to, by time.
-- An ENI has its primary address since it was attached at the latest. An ENI that was made with its attachment (an
-- instance's first one, and those of AWS's services) did not have it before; of any other the first state that was seen
-- also holds for the time before.
create or replace temp table address_state as
with
state as (
  select
    a.vpc_id, a.address, a.interface_id, a.subnet_id,
    case when a.is_primary and a.family = 4 then least(a.seen_from, n.attached_at) else a.seen_from end as began,
    case when a.is_primary and a.family = 4 and (n.device_index = 0 or n.instance_id is null) then n.attached_at end
      as born,
    coalesce(a.gone_at, timestamp '9999-12-31') as ended
  from inventory_interface_address a
  left join interface_timeline n on n.interface_id = a.interface_id and n.seen_from = a.seen_from
  where a.address is not null
),
-- Two ENIs of a VPC never have an address at the same time: the next one's begin is the end.
follower as (
  select s.vpc_id, s.address, s.interface_id, s.began, min(t.began) as next_began
  from state s
  join state t
    on t.vpc_id = s.vpc_id and t.address = s.address and t.interface_id <> s.interface_id and t.began > s.began
  group by all
)
select distinct
  s.vpc_id, s.address, s.interface_id, s.subnet_id,
  case when s.began > min(s.began) over (partition by s.vpc_id, s.address) then s.began
    else coalesce(s.born, timestamp '1970-01-01') end as valid_from,
  least(s.ended, f.next_began) as valid_to
from state s
left join follower f
  on f.vpc_id = s.vpc_id and f.address = s.address and f.interface_id = s.interface_id and f.began = s.began;

-- Every CIDR block as numbers, worked out once.
create or replace temp table cidr_range as
with
block as (
  select 'prefix' as kind, vpc_id, subnet_id, interface_id, cidr, seen_from, gone_at from inventory_interface_prefix
  union all
  select 'subnet', vpc_id, subnet_id, null, cidr, seen_from, gone_at from inventory_subnet_cidr
  union all
  select 'vpc', vpc_id, null, null, cidr, seen_from, gone_at from inventory_vpc_cidr
),
numbered as (
  select cidr, cidr_family(cidr) as family, cidr_first(cidr) as first_number, cidr_last(cidr) as last_number
  from (select distinct cidr from block)
)
select
  b.kind, b.vpc_id, b.subnet_id, b.interface_id, n.family, n.first_number, n.last_number,
  case when b.seen_from > min(b.seen_from) over (partition by b.kind, b.vpc_id, b.cidr) then b.seen_from
    else timestamp '1970-01-01' end as valid_from,
  coalesce(b.gone_at, timestamp '9999-12-31') as valid_to
from block b
join numbered n on n.cidr = b.cidr
where n.family is not null;

-- Prefixes delegated to ENIs: /28 and /80 today, whatever the size.
create or replace temp table prefix_state as
select
  vpc_id, subnet_id, interface_id, family, first_number, last_number - first_number + 1 as size, valid_from, valid_to
from cidr_range
where kind = 'prefix';

create or replace temp table subnet_range as
select vpc_id, subnet_id, family, first_number, last_number, valid_from, valid_to from cidr_range where kind = 'subnet';

create or replace temp table vpc_range as
select distinct vpc_id, family, first_number, last_number from cidr_range where kind = 'vpc';

-- VPCs that no client of a gateway behind a Transit Gateway can be in: attached to none, though their account's attachments
-- in that region are listed. Without this, the VPCs that have the same CIDR in every account would hide each other.
create or replace temp table attached_vpc as
select distinct vpc_id from transit_vpc;

create or replace temp table unattached_vpc as
select distinct v.vpc_id
from inventory_vpc v
join inventory_snapshot s
  on s.account_id = v.account_id and s.region = v.region and s.kind = 'transit_gateway_attachment' and s.note is null
where v.vpc_id not in (from attached_vpc);

-- Public addresses of our own: what an ENI holds goes before what a NAT gateway or an allocation says.
create or replace temp table own_address as
with
held as (
  select
    1 as rank, 'network_interface' as kind, a.interface_id as resource_id, null::varchar as label, a.public_ip as address,
    a.seen_from, a.gone_at,
    case when n.device_index = 0 or n.instance_id is null then n.attached_at end as born
  from inventory_interface_address a
  left join interface_timeline n on n.interface_id = a.interface_id and n.seen_from = a.seen_from
  where a.public_ip is not null
  union all
  select 2, 'nat_gateway', nat_gateway_id, null, public_ip, seen_from, gone_at, null
  from inventory_nat_gateway_address
  where public_ip is not null
  union all
  select 3, 'elastic_ip', coalesce(allocation_id, public_ip), name, public_ip, seen_from, gone_at, null
  from inventory_elastic_ip
  where public_ip is not null
),
-- The first state also holds for the time before anybody looked.
timed as (
  select
    * exclude (seen_from, gone_at, born),
    case when seen_from > min(seen_from) over (partition by address) then seen_from
      else coalesce(born, timestamp '1970-01-01') end as began,
    coalesce(gone_at, timestamp '9999-12-31') as ended
  from held
)
select
  t.rank, t.kind, t.resource_id, t.address,
  coalesce(i.source_name, t.label, t.resource_id) as owner,
  greatest(t.began, i.valid_from) as valid_from,
  least(t.ended, i.valid_to) as valid_to
from timed t
left join interface_state i
  on t.kind = 'network_interface' and i.interface_id = t.resource_id and i.valid_from < t.ended and i.valid_to > t.began;
