-- What the inventory says of ENIs, instances and subnets, by time: a state holds until the next one was seen. The first one
-- also stands for the time before anybody looked, the last one for the time after: who asks knows that the ENI was there.
create or replace temp table instance_state as
select
  instance_id, name, tags, eks_cluster(tags) as eks_cluster,
  case when lag(seen_from) over timeline is null then timestamp '1970-01-01' else seen_from end as valid_from,
  coalesce(lead(seen_from) over timeline, timestamp '9999-12-31') as valid_to
from (
  from inventory_instance qualify row_number() over (partition by instance_id, seen_from order by account_id, region) = 1
)
window timeline as (partition by instance_id order by seen_from);

create or replace temp table interface_timeline as
select
  *,
  case when lag(seen_from) over timeline is null then timestamp '1970-01-01' else seen_from end as valid_from,
  coalesce(lead(seen_from) over timeline, timestamp '9999-12-31') as valid_to
from (
  from inventory_network_interface
  qualify row_number() over (partition by interface_id, seen_from order by account_id, region) = 1
)
window timeline as (partition by interface_id order by seen_from);

-- Whose the ENIs are: each distinct text is asked of the rules once.
create or replace temp table interface_owner as
with
said as (
  select distinct interface_type, requester_id, description from interface_timeline
)
select
  s.*, r.source_kind,
  case when r.name_pattern is not null then nullif(regexp_extract(s.description, r.name_pattern, 1), '') end as name
from said s
join interface_rule r
  on case r.tells
    when 'description' then starts_with(s.description, r.said)
    when 'requester_id' then contains(s.requester_id, r.said)
    when 'interface_type' then s.interface_type = r.said
  end
qualify row_number() over (partition by s.interface_type, s.requester_id, s.description order by r.rank) = 1;

-- The task whose ENI it is: ECS makes one for each task, so whenever the task was seen it stands for the ENI's whole life.
create or replace temp table task_interface as
select
  interface_id,
  arg_max(service_name, (seen_from, task_arn)) as service_name,
  arg_max(concat_ws('/', cluster_name, task_id), (seen_from, task_arn)) as task_name
from inventory_ecs_task
group by interface_id;

-- An ENI together with its instance: cut wherever one of the two changed.
create or replace temp table interface_state as
with
held as (
  select
    i.interface_id, i.vpc_id, i.subnet_id, i.account_id, i.az_id, i.instance_id, i.private_ip,
    greatest(i.valid_from, e.valid_from) as valid_from,
    least(i.valid_to, e.valid_to) as valid_to,
    i.tags, i.description, e.tags as instance_tags, e.name as instance_name,
    coalesce(e.eks_cluster, eks_cluster(i.tags)) as eks_cluster,
    case
      when t.interface_id is not null then 'ecs_task'
      when i.instance_id is null or o.source_kind = 'ecs_task' then o.source_kind
    end as owner_kind,
    o.name as owner_name,
    case when coalesce(o.source_kind, '') = 'ecs_task' or t.interface_id is not null
      then coalesce(i.tags['aws:ecs:serviceName'], t.service_name) end as ecs_service_name,
    t.task_name
  from interface_timeline i
  left join instance_state e
    on e.instance_id = i.instance_id and e.valid_from < i.valid_to and e.valid_to > i.valid_from
  left join interface_owner o
    on o.interface_type is not distinct from i.interface_type
    and o.requester_id is not distinct from i.requester_id
    and o.description is not distinct from i.description
  left join task_interface t on t.interface_id = i.interface_id
)
select
  interface_id, vpc_id, subnet_id, account_id, az_id, instance_id, private_ip, valid_from, valid_to, eks_cluster,
  case
    when ecs_service_name is not null then 'ecs_service'
    when owner_kind is not null then owner_kind
    when instance_id is null then 'interface'
    when eks_cluster is not null then 'eks_node'
    else 'instance'
  end as source_kind,
  case
    when owner_kind = 'ecs_task' then coalesce(ecs_service_name, task_name, tags['Name'])
    when owner_kind = 'eks_pod' then coalesce(tags['Name'], eks_cluster)
    when owner_kind is not null then coalesce(tags['Name'], owner_name)
    when instance_id is null then coalesce(tags['Name'], nullif(description, ''))
    else concat_ws('/', eks_cluster, coalesce(instance_name, instance_id))
  end as source_name,
  case when tags is not null or instance_tags is not null
    then map_concat(coalesce(tags, map {}), coalesce(instance_tags, map {})) end as source_tags
from held;

create or replace temp table subnet_state as
select
  subnet_id,
  arg_max(vpc_id, (seen_from, vpc_id)) as vpc_id,
  arg_max(account_id, (seen_from, account_id)) as account_id,
  arg_max(az_id, (seen_from, az_id)) as az_id
from inventory_subnet
group by subnet_id;

create or replace temp table vpc_state as
select vpc_id, max(account_id) as account_id from inventory_vpc group by vpc_id;
