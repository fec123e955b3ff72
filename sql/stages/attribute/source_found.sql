-- Who each client (hour, nat_gateway_id, client_ip, gateway_vpc_id, family, number) was. Inside the gateway's VPC nobody else
-- is asked. An address outside is sought in every other VPC that can reach the gateway, and where two of them can have it,
-- nobody is named.

-- Level 1: the client ENI's own records of that hour.
create or replace temp table seen_now as
with
seen as (
  select
    s.hour, coalesce(s.vpc_id, i.vpc_id) as vpc_id, s.address, s.interface_id,
    max(s.account_id) as account_id, max(s.subnet_id) as subnet_id, max(s.az_id) as az_id,
    max(s.instance_id) as instance_id, max(s.ecs_cluster_name) as ecs_cluster_name,
    max(s.ecs_service_name) as ecs_service_name, max(s.ecs_task_id) as ecs_task_id, sum(s.records) as records
  from source_seen s
  left join (
    -- A record of version 2 does not name the VPC of its ENI.
    select interface_id, any_value(vpc_id) as vpc_id from interface_state group by interface_id
  ) i on i.interface_id = s.interface_id
  where s.hour in (select hour from client) and s.address in (select client_ip from client)
  group by all
)
select *
from seen
qualify row_number() over (partition by hour, vpc_id, address order by records desc, interface_id desc) = 1;

create or replace temp table client_home as
select
  c.*,
  exists (
    select 1 from vpc_range v
    where v.vpc_id = c.gateway_vpc_id and v.family = c.family and c.number between v.first_number and v.last_number
  ) as is_gateway_vpc
from (select distinct client_ip, gateway_vpc_id, number, family from client) c;

-- Level 3: a prefix that is delegated to an ENI, by the first address of the block that the client is in.
create or replace temp table client_prefix as
select c.client_ip, c.gateway_vpc_id, p.vpc_id, p.subnet_id, p.interface_id, p.valid_from, p.valid_to
from (
  select c.*, s.size, c.number - c.number % s.size as first_number
  from client_home c
  join (select distinct family, size from prefix_state) s on s.family = c.family
) c
join prefix_state p
  on p.family = c.family and p.size = c.size and p.first_number = c.first_number
  and (p.vpc_id = c.gateway_vpc_id or not c.is_gateway_vpc);

-- Level 4: subnet CIDRs.
create or replace temp table client_subnet as
select c.client_ip, c.gateway_vpc_id, s.vpc_id, s.subnet_id, s.valid_from, s.valid_to
from client_home c
join subnet_range s
  on s.family = c.family and c.number between s.first_number and s.last_number
  and (s.vpc_id = c.gateway_vpc_id or not c.is_gateway_vpc);

-- Every answer of every level; weight is for those who shared the hour.
create or replace temp table answer as
select c.hour, c.nat_gateway_id, c.client_ip, c.gateway_vpc_id, 1 as level, s.vpc_id, s.subnet_id, s.interface_id,
  interval 0 seconds as weight
from client c
join client_home h on h.client_ip = c.client_ip and h.gateway_vpc_id is not distinct from c.gateway_vpc_id
join seen_now s
  on s.hour = c.hour and s.address = c.client_ip
  and (s.vpc_id is not distinct from c.gateway_vpc_id or not h.is_gateway_vpc)
union all
select c.hour, c.nat_gateway_id, c.client_ip, c.gateway_vpc_id, 2, a.vpc_id, a.subnet_id, a.interface_id,
  least(a.valid_to, c.hour + interval 1 hour) - greatest(a.valid_from, c.hour)
from client c
join client_home h on h.client_ip = c.client_ip and h.gateway_vpc_id is not distinct from c.gateway_vpc_id
join address_state a
  on a.address = c.client_ip and c.hour < a.valid_to and c.hour + interval 1 hour > a.valid_from
  and (a.vpc_id = c.gateway_vpc_id or not h.is_gateway_vpc)
union all
select c.hour, c.nat_gateway_id, c.client_ip, c.gateway_vpc_id, 3, p.vpc_id, p.subnet_id, p.interface_id,
  least(p.valid_to, c.hour + interval 1 hour) - greatest(p.valid_from, c.hour)
from client c
join client_prefix p
  on p.client_ip = c.client_ip and p.gateway_vpc_id is not distinct from c.gateway_vpc_id
  and c.hour < p.valid_to and c.hour + interval 1 hour > p.valid_from
union all
select c.hour, c.nat_gateway_id, c.client_ip, c.gateway_vpc_id, 4, s.vpc_id, s.subnet_id, null, interval 0 seconds
from client c
join client_subnet s
  on s.client_ip = c.client_ip and s.gateway_vpc_id is not distinct from c.gateway_vpc_id
  and c.hour < s.valid_to and c.hour + interval 1 hour > s.valid_from;

-- One answer per client at the most. In the VPCs outside, an ENI that sent in that hour leaves out one that was silent though
-- its subnet was logged; and an ENI leaves out a subnet, unless nobody listed the ENIs of that VPC.
create or replace temp table source_found as
with
logged as (
  select distinct hour, subnet_id
  from source_seen
  where hour in (select hour from client) and subnet_id in (select subnet_id from answer where level > 1)
),
judged as (
  select
    a.*,
    a.vpc_id is not distinct from a.gateway_vpc_id as is_own,
    bool_or(a.vpc_id is not distinct from a.gateway_vpc_id) over client as has_own,
    min(a.level) over client as best_level,
    l.hour is not null as is_logged,
    a.vpc_id in (select vpc_id from interface_state where vpc_id is not null) as is_listed
  from answer a
  left join logged l on l.hour = a.hour and l.subnet_id = a.subnet_id
  where a.vpc_id is not distinct from a.gateway_vpc_id
    or a.gateway_vpc_id not in (select vpc_id from attached_vpc)
    or a.gateway_vpc_id is null
    or a.vpc_id is null
    or a.vpc_id not in (select vpc_id from unattached_vpc)
  window client as (partition by a.hour, a.nat_gateway_id, a.client_ip)
),
one as (
  select
    hour, nat_gateway_id, client_ip,
    min(level) as level,
    count(distinct coalesce(vpc_id, '')) > 1 as is_ambiguous,
    arg_min(vpc_id, (level, -epoch(weight), interface_id, subnet_id)) as vpc_id,
    arg_min(interface_id, (level, -epoch(weight), interface_id, subnet_id)) as interface_id,
    arg_min(subnet_id, (level, -epoch(weight), interface_id, subnet_id)) as subnet_id
  from judged
  where case
    when has_own then is_own
    when level = 1 then true
    when best_level = 1 and is_logged then false
    when level = 4 and best_level < 4 then not is_listed
    else true
  end
  group by hour, nat_gateway_id, client_ip
)
select
  c.hour, c.nat_gateway_id, c.client_ip,
  case when o.is_ambiguous then 'ambiguous' when o.level = 1 then 'flow_log' when o.level < 4 then 'inventory'
    when o.level = 4 then 'subnet' end as named_by,
  case when o.is_ambiguous then null when o.level is not null then o.vpc_id
    when h.is_gateway_vpc then c.gateway_vpc_id end as vpc_id,
  case when not o.is_ambiguous then o.interface_id end as interface_id,
  case when not o.is_ambiguous and o.level = 4 then o.subnet_id end as subnet_id,
  o.level = 3 as is_by_prefix
from client c
join client_home h on h.client_ip = c.client_ip and h.gateway_vpc_id is not distinct from c.gateway_vpc_id
left join one o on o.hour = c.hour and o.nat_gateway_id = c.nat_gateway_id and o.client_ip = c.client_ip;
