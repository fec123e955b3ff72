-- From the asked names to one answer per VPC, client, address and hour of the day; and the same for the whole VPC.
-- A key with one name, which most are, keeps the hours as bits; only keys with several are looked at hour by hour.
create or replace temp table client_names as
select
  vpc_id, client_ip, address,
  count(distinct name_id) as names,
  min(name_id) as name_id,
  bit_or(fresh) as fresh
from asked
where fresh <> 0 and client_ip in (select client_ip from day_client)
group by vpc_id, client_ip, address;

create or replace temp table vpc_asked as
select vpc_id, address, name_id, bit_or(fresh) as fresh, bit_or(stale) as stale
from asked
group by vpc_id, address, name_id;

create or replace temp table vpc_names as
select
  vpc_id, address,
  count(*) as names,
  min(name_id) as name_id,
  bit_or(fresh) as fresh,
  bit_or(stale) & ~bit_or(fresh) as stale
from vpc_asked
where fresh | stale <> 0
group by vpc_id, address;

-- Sets of names: for whom, in which hours (bits), how sure.
create or replace temp table name_set as
with
hours as (
  select unnest(range(24))::integer as hour
),
client_hours as (
  select a.vpc_id, a.client_ip, a.address, h.hour, list_sort(list(distinct a.name_id)) as name_ids
  from asked a
  join client_names c
    on c.vpc_id = a.vpc_id and c.client_ip = a.client_ip and c.address = a.address and c.names > 1
  join hours h on (a.fresh >> h.hour) & 1 = 1
  group by all
),
vpc_hours as (
  select
    a.vpc_id, a.address, h.hour, (v.fresh >> h.hour) & 1 = 1 as is_fresh,
    list_sort(list(distinct a.name_id)) as name_ids
  from vpc_asked a
  join vpc_names v on v.vpc_id = a.vpc_id and v.address = a.address and v.names > 1
  join hours h
    on ((v.fresh >> h.hour) & 1 = 1 and (a.fresh >> h.hour) & 1 = 1)
    or ((v.stale >> h.hour) & 1 = 1 and (a.stale >> h.hour) & 1 = 1)
  group by all
)
select vpc_id, client_ip, address, 'client' as match, [name_id] as name_ids, fresh as hours
from client_names
where names = 1
union all
select vpc_id, client_ip, address, 'client', name_ids, bit_or(1::bigint << hour)
from client_hours
group by vpc_id, client_ip, address, name_ids
union all
select vpc_id, null, address, 'vpc', [name_id], fresh from vpc_names where names = 1 and fresh <> 0
union all
select vpc_id, null, address, 'stale', [name_id], stale from vpc_names where names = 1 and stale <> 0
union all
select vpc_id, null, address, case when is_fresh then 'vpc' else 'stale' end, name_ids, bit_or(1::bigint << hour)
from vpc_hours
group by vpc_id, address, is_fresh, name_ids;
