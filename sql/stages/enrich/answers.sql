-- From the asked names to sets of names: for whom (client_number, NULL for the whole VPC), in which hours (bits), how sure
-- (match: 1 the client, 2 its VPC, 3 stale). Most keys have one name all day; only those with several (is_several) are
-- looked at where their hours begin or end.
create or replace temp table client_names as
select
  network_number, client_number, remote_number,
  count(*) as names,
  min(name_id) as name_id,
  bit_or(fresh) as fresh,
  bit_or(hour_edges(fresh)) as edges
from asked
where fresh <> 0 and client_number is not null
group by network_number, client_number, remote_number;

create or replace temp table vpc_asked as
select network_number, remote_number, name_id, bit_or(fresh) as fresh, bit_or(stale) as stale
from asked
where fresh | stale <> 0
group by network_number, remote_number, name_id;

create or replace temp table vpc_names as
select
  network_number, remote_number,
  count(*) as names,
  min(name_id) as name_id,
  bit_or(fresh) as fresh,
  bit_or(stale) & ~bit_or(fresh) as stale,
  bit_or(hour_edges(fresh) | hour_edges(stale)) as edges
from vpc_asked
group by network_number, remote_number;

create or replace temp table several_name as
with
client_span as (
  select
    *,
    unnest(list_filter(range(24), lambda hour: (edges >> hour::integer) & 1 = 1))::integer as hour
  from client_names
  where names > 1
),
vpc_span as (
  select
    *,
    unnest(list_filter(range(24), lambda hour: (edges >> hour::integer) & 1 = 1))::integer as hour
  from vpc_names
  where names > 1
),
spans as (
  select
    s.network_number, s.client_number, s.remote_number, 1 as match, hours_until(s.hour, s.edges) as hours,
    list(a.name_id order by a.name_id) as name_ids
  from client_span s
  join asked a
    on a.network_number = s.network_number and a.client_number = s.client_number and a.remote_number = s.remote_number
    and (a.fresh >> s.hour) & 1 = 1
  group by s.network_number, s.client_number, s.remote_number, s.hour, s.edges
  union all
  select
    s.network_number, null, s.remote_number, case when (s.fresh >> s.hour) & 1 = 1 then 2 else 3 end,
    hours_until(s.hour, s.edges), list(a.name_id order by a.name_id)
  from vpc_span s
  join vpc_asked a
    on a.network_number = s.network_number and a.remote_number = s.remote_number
    and ((case when (s.fresh >> s.hour) & 1 = 1 then a.fresh else a.stale end) >> s.hour) & 1 = 1
  group by s.network_number, s.remote_number, s.hour, s.edges, s.fresh
)
select network_number, client_number, remote_number, match, name_ids, bit_or(hours) as hours
from spans
group by network_number, client_number, remote_number, match, name_ids;

-- A set of one name has the name's number, and those of several go on from there.
create or replace temp table several_set as
select
  ((select coalesce(max(name_id), 0) from answer_name) + row_number() over ())::integer as set_id, name_ids
from (select distinct name_ids from several_name where len(name_ids) > 1);

create or replace temp table name_set as
select network_number, client_number, remote_number, 1 as match, name_id as set_id, fresh as hours, false as is_several
from client_names
where names = 1
union all
select network_number, null, remote_number, 2, name_id, fresh, false from vpc_names where names = 1 and fresh <> 0
union all
select network_number, null, remote_number, 3, name_id, stale, false from vpc_names where names = 1 and stale <> 0
union all
select
  n.network_number, n.client_number, n.remote_number, n.match, coalesce(s.set_id, n.name_ids[1]), n.hours, true
from several_name n
left join several_set s on s.name_ids = n.name_ids;
