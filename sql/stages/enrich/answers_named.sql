-- The day's answers with their rows of remote_name, for attribute to join: a row per client (or VPC) and remote.
-- hours are the bits that remote_name_id holds for; a key with several answers has a number for each hour instead.
-- A negative number stands for names that disagree: it says which they are, and gives way to what else is known.
create or replace temp table asker as
select
  dense_rank() over (order by region, vpc_id, client_ip)::integer as asker_number,
  dense_rank() over (order by region, vpc_id)::integer as vpc_number,
  region, vpc_id, client_ip
from (select distinct region, vpc_id, client_ip from day_client);

create or replace temp table numbered_set as
select
  k.vpc_id, k.client_ip, k.address, n.region, k.hours,
  n.remote_name_id * case when n.hostname is null and n.dns_service is null then -1 else 1 end as remote_name_id
from keyed_set k
join day_place p on p.vpc_id = k.vpc_id
join remote_name n
  on n.dns_key = k.dns_key and n.remote_ip = k.address and n.region is not distinct from p.region
where n.ip_ranges_as_of is not distinct from (select ip_ranges_near($day::timestamp + interval 12 hours));

create or replace temp table answer_by_client as
select a.asker_number, s.address as remote_ip, s.hours, s.remote_name_id, s.remote_name_ids
from (
  select
    region, vpc_id, client_ip, address,
    min(hours) as hours,
    min(remote_name_id) as remote_name_id,
    case when count(*) > 1 then answer_hours(list({hours: hours, answer: remote_name_id})) end as remote_name_ids
  from numbered_set
  where client_ip is not null
  group by region, vpc_id, client_ip, address
) s
join asker a
  on a.vpc_id = s.vpc_id and a.client_ip = s.client_ip and a.region is not distinct from s.region;

create or replace temp table answer_by_vpc as
select p.vpc_number, s.address as remote_ip, s.hours, s.remote_name_id, s.remote_name_ids
from (
  select
    region, vpc_id, address,
    min(hours) as hours,
    min(remote_name_id) as remote_name_id,
    case when count(*) > 1 then answer_hours(list({hours: hours, answer: remote_name_id})) end as remote_name_ids
  from numbered_set
  where client_ip is null
  group by region, vpc_id, address
) s
join (select distinct vpc_number, vpc_id, region from asker) p
  on p.vpc_id = s.vpc_id and p.region is not distinct from s.region;
