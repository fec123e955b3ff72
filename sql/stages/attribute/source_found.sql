-- Who each client was. A level is asked only where the one before knew nothing; within a level the gateway's own VPC
-- comes first, and two answers from other VPCs are ambiguous: named by nobody.

-- Level 1: the client ENI's own records of that hour.
create or replace temp table seen_now as
select
  hour, vpc_id, address,
  arg_max(interface_id, (records, interface_id)) as interface_id,
  arg_max(account_id, (records, interface_id)) as account_id,
  arg_max(subnet_id, (records, interface_id)) as subnet_id,
  arg_max(az_id, (records, interface_id)) as az_id,
  arg_max(instance_id, (records, interface_id)) as instance_id,
  arg_max(ecs_cluster_name, (records, interface_id)) as ecs_cluster_name,
  arg_max(ecs_service_name, (records, interface_id)) as ecs_service_name,
  arg_max(ecs_task_id, (records, interface_id)) as ecs_task_id
from (
  select
    hour, vpc_id, address, interface_id,
    max(account_id) as account_id, max(subnet_id) as subnet_id, max(az_id) as az_id, max(instance_id) as instance_id,
    max(ecs_cluster_name) as ecs_cluster_name, max(ecs_service_name) as ecs_service_name,
    max(ecs_task_id) as ecs_task_id, sum(records) as records
  from source_seen
  where hour in (select hour from dirty)
  group by hour, vpc_id, address, interface_id
)
group by hour, vpc_id, address;

-- Levels 2 and 3 ask network.sql's tables: who held the address at that time, and the CIDRs of subnets. CIDRs of VPCs tell
-- whether an address belongs to the gateway's own VPC.
create or replace temp table client_home as
select
  c.*,
  exists (
    select 1 from vpc_range v
    where v.vpc_id = c.gateway_vpc_id and v.family = c.family and c.number between v.first_number and v.last_number
  ) as is_gateway_vpc
from (select distinct client_ip, gateway_vpc_id, number, family from client) c;

create or replace temp table client_subnet as
select c.client_ip, c.gateway_vpc_id, s.vpc_id, s.subnet_id
from client_home c
join subnet_range s
  on s.family = c.family and c.number between s.first_number and s.last_number
  and (s.vpc_id = c.gateway_vpc_id or not c.is_gateway_vpc);

-- Every answer of every level.
create or replace temp table answer as
select c.hour, c.nat_gateway_id, c.client_ip, 1 as level, s.vpc_id, s.interface_id,
  s.vpc_id is not distinct from c.gateway_vpc_id as is_own
from client c
join client_home h on h.client_ip = c.client_ip and h.gateway_vpc_id is not distinct from c.gateway_vpc_id
join seen_now s
  on s.hour = c.hour and s.address = c.client_ip
  and (s.vpc_id is not distinct from c.gateway_vpc_id or not h.is_gateway_vpc)
union all
select c.hour, c.nat_gateway_id, c.client_ip, 2, a.vpc_id, a.interface_id, a.vpc_id = c.gateway_vpc_id
from client c
join client_home h on h.client_ip = c.client_ip and h.gateway_vpc_id is not distinct from c.gateway_vpc_id
join address_state a
  on a.address = c.client_ip and c.hour < a.valid_to and c.hour + interval 1 hour > a.valid_from
  and (a.vpc_id = c.gateway_vpc_id or not h.is_gateway_vpc)
union all
select c.hour, c.nat_gateway_id, c.client_ip, 3, s.vpc_id, s.subnet_id, s.vpc_id is not distinct from c.gateway_vpc_id
from client c
join client_subnet s on s.client_ip = c.client_ip and s.gateway_vpc_id is not distinct from c.gateway_vpc_id;

-- One answer per client at the most.
create or replace temp table source_found as
with
best as (
  select *
  from answer
  qualify rank() over (partition by hour, nat_gateway_id, client_ip order by level, not is_own) = 1
),
one as (
  select
    hour, nat_gateway_id, client_ip,
    min(level) as level,
    count(distinct coalesce(vpc_id, '')) > 1 as is_ambiguous,
    -- An address that moved within the hour, or nested subnet states: the last in order, always the same.
    max(vpc_id) as vpc_id,
    max(interface_id) as holder_id
  from best
  group by hour, nat_gateway_id, client_ip
)
select
  c.hour, c.nat_gateway_id, c.client_ip,
  case when o.is_ambiguous then 'ambiguous' when o.level = 1 then 'flow_log' when o.level = 2 then 'inventory'
    when o.level = 3 then 'subnet' end as named_by,
  case when o.is_ambiguous then null when o.level is not null then o.vpc_id
    when h.is_gateway_vpc then c.gateway_vpc_id end as vpc_id,
  case when o.level < 3 and not o.is_ambiguous then o.holder_id end as interface_id,
  case when o.level = 3 and not o.is_ambiguous then o.holder_id end as subnet_id
from client c
join client_home h on h.client_ip = c.client_ip and h.gateway_vpc_id is not distinct from c.gateway_vpc_id
left join one o on o.hour = c.hour and o.nat_gateway_id = c.nat_gateway_id and o.client_ip = c.client_ip;
