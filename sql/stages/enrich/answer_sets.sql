-- What each set of names says: a service if all its names mean the same one, a host name if it is one name alone.
-- Ten of many names are kept as candidates, one for every meaning first.
create or replace temp table set_answer as
with
named as (
  select distinct m.set_id, a.name, a.service, a.service_region, a.served_by
  from (select set_id, unnest(name_ids) as name_id from several_set) m
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
  union all
  select name_id, name, [name], 1, service, service_region, served_by
  from answer_meaning
  where name_id in (select set_id from name_set)
)
select *, min(set_id) over (partition by set_key) as first_set_id
from (
  select
    *,
    md5(concat_ws(
      '|', coalesce(hostname, ''), array_to_string(candidates, ' '), candidate_count, coalesce(service, ''),
      coalesce(service_region, ''), coalesce(served_by, '')
    )) as set_key
  from told
) as keyed;

-- What was told of each remote, as seen from each region; sets that say the same, such as one name with this alias or that,
-- are one (first_set_id). What remote_name answers already keeps its number.
create or replace temp table told_remote as
with
keyed as (
  select distinct p.region_number, p.region, s.remote_number, s.match, a.first_set_id as set_id
  from name_set s
  join set_answer a on a.set_id = s.set_id
  join (select distinct network_number, region_number, region from asker) p on p.network_number = s.network_number
),
spoken as (
  select
    k.*, r.remote_ip, f.ip_ranges_as_of, ['client', 'vpc', 'stale'][k.match] as dns_match,
    ['client ', 'vpc ', 'stale '][k.match] || a.set_key as dns_key,
    a.hostname is null and a.service is null as is_disagreeing
  from keyed k
  join set_answer a on a.set_id = k.set_id
  join asked_remote r on r.remote_number = k.remote_number
  cross join (select ip_ranges_near($day::timestamp + interval 12 hours) as ip_ranges_as_of) f
)
select
  s.*,
  n.remote_name_id is null as is_new,
  coalesce(
    n.remote_name_id,
    coalesce((select max(remote_name_id) from remote_name), 0)
      + row_number() over (partition by n.remote_name_id is null)
  )::integer as remote_name_id
from spoken s
left join (from remote_name where dns_key is not null) n
  on n.dns_key = s.dns_key
  and n.remote_ip = s.remote_ip
  and n.region is not distinct from s.region
  and n.ip_ranges_as_of is not distinct from s.ip_ranges_as_of;

-- The new ones, as questions for the naming rules.
create or replace temp table remote_key as
select
  t.remote_name_id,
  t.region,
  t.remote_ip,
  null::varchar as owner,
  null::varchar as aws_service,
  t.ip_ranges_as_of,
  t.dns_key,
  t.dns_match,
  a.hostname,
  a.candidates as dns_names,
  a.candidate_count as dns_name_count,
  a.service as dns_service,
  a.service_region as dns_service_region,
  a.served_by as dns_served_by
from told_remote t
join set_answer a on a.set_id = t.set_id
where t.is_new;
