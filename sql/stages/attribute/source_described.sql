-- The found clients described as of the end of their hour: the records' own words first, then the state of the ENI.

-- Version 11 fields hold values; their keys are in the flow log's description, else the field stands for the key.
create or replace temp table seen_tag as
with
told as (
  select distinct s.hour, s.address, s.interface_id, s.tags
  from source_seen s
  where s.tags is not null and s.hour in (select hour from client) and s.address in (select client_ip from client)
),
by_log as (
  select t.hour, t.address, t.interface_id, unnest(map_entries(t.tags::map(varchar, map(varchar, varchar)))) as log
  from told t
),
by_field as (
  select hour, address, interface_id, log.key as flow_log_id, unnest(map_entries(log.value)) as field from by_log
),
spelled as (
  select flow_log_id, unnest(from_json(tag_fields, '[{"ResourceType": "VARCHAR", "TagKeys": ["VARCHAR"]}]')) as entry
  from inventory_flow_log
  where tag_fields is not null
),
keyed as (
  select
    flow_log_id,
    case entry.ResourceType when 'instance' then 'instance-tag' when 'network-interface' then 'interface-tag'
      when 'auto-scaling-group' then 'asg-tag' end as field,
    entry.TagKeys as tag_keys
  from spelled
),
named as (
  select
    f.hour, f.address, f.interface_id,
    coalesce(k.tag_keys[case when ends_with(f.field.key, '-2') then 2 else 1 end], f.field.key) as key,
    -- The nearer resource goes before: instance, interface, group.
    {rank: case when starts_with(f.field.key, 'instance') then 3 when starts_with(f.field.key, 'interface') then 2
      else 1 end, value: f.field.value} as told
  from by_field f
  left join (select distinct * from keyed) k
    on k.flow_log_id = f.flow_log_id and k.field = regexp_replace(f.field.key, '-2$', '')
),
one as (
  select hour, address, interface_id, key, max(told).value as value from named group by all
)
select hour, address, interface_id, map_from_entries(list({key: key, value: value} order by key)) as tags
from one
group by hour, address, interface_id;

create or replace temp table described_client as
with
held as (
  select
    f.hour, f.nat_gateway_id, f.client_ip as source_ip, f.named_by, f.interface_id,
    coalesce(f.vpc_id, i.vpc_id) as vpc_id,
    coalesce(s.account_id, i.account_id) as account_id,
    coalesce(f.subnet_id, s.subnet_id, i.subnet_id) as subnet_id,
    coalesce(s.az_id, i.az_id) as az_id,
    coalesce(s.instance_id, i.instance_id) as instance_id,
    s.ecs_cluster_name, s.ecs_service_name, s.ecs_task_id,
    i.source_kind, i.source_name, i.source_tags, i.eks_cluster,
    f.is_by_prefix or (i.private_ip <> f.client_ip and not contains(f.client_ip, ':')) as is_not_primary,
    t.tags as seen_tags
  from source_found f
  left join seen_now s
    on f.named_by = 'flow_log' and s.hour = f.hour and s.address = f.client_ip and s.interface_id = f.interface_id
    and s.vpc_id is not distinct from f.vpc_id
  left join interface_state i
    on i.interface_id = f.interface_id
    and f.hour + interval 1 hour > i.valid_from and f.hour + interval 1 hour <= i.valid_to
  left join seen_tag t on t.hour = f.hour and t.address = f.client_ip and t.interface_id = f.interface_id
),
-- An instance whose ENI nobody described, or not yet with it.
named as (
  select h.*, e.name as instance_name, e.tags as instance_tags, e.eks_cluster as instance_cluster
  from (
    select *, instance_id is not null and coalesce(source_kind, 'interface') = 'interface' as is_bare from held
  ) h
  left join instance_state e
    on h.is_bare and e.instance_id = h.instance_id
    and h.hour + interval 1 hour > e.valid_from and h.hour + interval 1 hour <= e.valid_to
),
described as (
  select
    h.hour, h.nat_gateway_id, h.source_ip,
    coalesce(h.account_id, n.account_id, v.account_id) as source_account_id,
    h.vpc_id as source_vpc_id,
    h.subnet_id as source_subnet_id,
    coalesce(h.az_id, n.az_id) as source_az_id,
    h.interface_id, h.instance_id,
    case
      when h.ecs_service_name is not null then 'ecs_service'
      when h.ecs_task_id is not null then 'ecs_task'
      when h.source_kind = 'eks_node' and h.is_not_primary then 'eks_pod'
      when h.is_bare and h.instance_cluster is not null then 'eks_node'
      when h.is_bare then 'instance'
      when h.source_kind is not null then h.source_kind
      when h.interface_id is not null then 'interface'
    end as source_kind,
    case
      when h.ecs_service_name is not null then h.ecs_service_name
      when h.ecs_task_id is not null then concat_ws('/', h.ecs_cluster_name, h.ecs_task_id)
      when h.is_bare then concat_ws('/', h.instance_cluster, coalesce(h.instance_name, h.instance_id))
      else h.source_name
    end as source_name,
    case when coalesce(h.source_tags, h.instance_tags, h.seen_tags) is not null
      then sorted_map(map_concat(
        coalesce(h.source_tags, map {}), coalesce(h.instance_tags, map {}), coalesce(h.seen_tags, map {})
      )) end as source_tags,
    h.named_by
  from named h
  left join subnet_state n on n.subnet_id = h.subnet_id
  left join vpc_state v on v.vpc_id = h.vpc_id
)
select
  *,
  source_text(
    source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id, source_kind,
    source_name, source_tags, named_by
  ) as description
from described;
