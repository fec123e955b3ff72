-- What each set of names says: a service if all its names mean the same one, a host name if it is one name alone.
-- Ten of many names are kept as candidates, one for every meaning first.
create or replace temp table set_answer as
with
sets as (
  select row_number() over ()::integer as set_id, name_ids from (select distinct name_ids from name_set)
),
members as (
  select set_id, unnest(name_ids) as name_id from sets
),
named as (
  select distinct m.set_id, a.name, a.service, a.service_region, a.served_by
  from members m
  join answer_meaning a on a.name_id = m.name_id
),
ranked as (
  select
    *,
    row_number() over (
      partition by set_id, coalesce(service, name), service_region order by name, served_by
    ) as number_in_meaning
  from named
),
summed as (
  select
    set_id,
    count(distinct name)::integer as candidate_count,
    min(name) as first_name,
    list_sort(list_distinct(list(name order by number_in_meaning, name)[:10])) as candidates,
    -- A global name such as sts.amazonaws.com has no region, and means the same service.
    count(*) filter (where service is null) = 0
      and count(distinct service) = 1 and count(distinct service_region) <= 1 as is_one_service,
    min(service) as service,
    min(service_region) as service_region,
    case when count(*) = count(served_by) and count(distinct served_by) = 1 then min(served_by) end as served_by
  from ranked
  group by set_id
),
told as (
  select
    set_id,
    case when candidate_count = 1 then first_name end as hostname,
    candidates, candidate_count,
    case when is_one_service then service end as service,
    case when is_one_service then service_region end as service_region,
    served_by
  from summed
)
select
  s.name_ids, t.*,
  md5(concat_ws(
    '|', coalesce(t.hostname, ''), array_to_string(t.candidates, ' '), t.candidate_count, coalesce(t.service, ''),
    coalesce(t.service_region, ''), coalesce(t.served_by, '')
  )) as set_key
from sets s
join told t on t.set_id = s.set_id;

create or replace temp table keyed_set as
select s.vpc_id, s.client_ip, s.address, s.hours, s.match, a.set_id, s.match || ' ' || a.set_key as dns_key
from name_set s
join set_answer a on a.name_ids = s.name_ids;

create or replace temp table day_place as
select distinct vpc_id, region from day_client;

-- As questions for the naming rules. What remote_name answers already keeps its number.
create or replace temp table remote_key as
select
  (
    coalesce((select max(remote_name_id) from remote_name), 0)
    + row_number() over ()
  )::integer as remote_name_id,
  k.region,
  k.address as remote_ip,
  null::varchar as owner,
  null::varchar as aws_service,
  f.ip_ranges_as_of,
  k.dns_key,
  k.match as dns_match,
  a.hostname,
  a.candidates as dns_names,
  a.candidate_count as dns_name_count,
  a.service as dns_service,
  a.service_region as dns_service_region,
  a.served_by as dns_served_by
from (
  select distinct p.region, s.address, s.match, s.set_id, s.dns_key
  from keyed_set s
  join day_place p on p.vpc_id = s.vpc_id
) k
join set_answer a on a.set_id = k.set_id
cross join (select ip_ranges_near($day::timestamp + interval 12 hours) as ip_ranges_as_of) f
where not exists (
  from remote_name n
  where n.dns_key = k.dns_key
    and n.remote_ip = k.address
    and n.region is not distinct from k.region
    and n.ip_ranges_as_of is not distinct from f.ip_ranges_as_of
);
