-- The found ENIs and subnets described, and a number for every distinct description.
create or replace temp table described_client as
with
held as (
  select
    f.hour, f.nat_gateway_id, f.client_ip, f.named_by, f.interface_id,
    coalesce(f.vpc_id, i.vpc_id) as vpc_id,
    coalesce(s.account_id, i.account_id) as account_id,
    coalesce(f.subnet_id, s.subnet_id, i.subnet_id) as subnet_id,
    coalesce(s.az_id, i.az_id) as az_id,
    coalesce(s.instance_id, i.instance_id) as instance_id,
    s.ecs_cluster_name, s.ecs_service_name, s.ecs_task_id,
    i.interface_type, i.description, i.tags as interface_tags
  from source_found f
  left join seen_now s
    on f.named_by = 'flow_log' and s.hour = f.hour and s.address = f.client_ip and s.interface_id = f.interface_id
    and s.vpc_id is not distinct from f.vpc_id
  left join interface_told i on i.interface_id = f.interface_id
)
select
  h.hour, h.nat_gateway_id, h.client_ip as source_ip,
  coalesce(h.account_id, n.account_id, v.account_id) as source_account_id,
  h.vpc_id as source_vpc_id,
  h.subnet_id as source_subnet_id,
  coalesce(h.az_id, n.az_id) as source_az_id,
  h.interface_id, h.instance_id,
  case
    when h.ecs_service_name is not null then 'ecs_service'
    when h.ecs_task_id is not null then 'ecs_task'
    when h.instance_id is not null then 'instance'
    when h.interface_type = 'lambda' then 'lambda'
    when h.description like 'ELB %' then 'load_balancer'
    when h.interface_id is not null then 'interface'
  end as source_kind,
  case
    when h.ecs_service_name is not null then h.ecs_service_name
    when h.instance_id is not null then coalesce(e.name, h.instance_id)
    when h.interface_tags['Name'] is not null then h.interface_tags['Name']
    when h.interface_type = 'lambda' then regexp_extract(h.description, '^AWS Lambda VPC ENI-(.*?)(-[0-9a-f-]{36})?$', 1)
    else nullif(h.description, '')
  end as source_name,
  case when e.tags is not null or h.interface_tags is not null
    then map_concat(coalesce(h.interface_tags, map {}), coalesce(e.tags, map {})) end as source_tags,
  h.named_by
from held h
left join subnet_told n on n.subnet_id = h.subnet_id
left join vpc_told v on v.vpc_id = h.vpc_id
left join instance_told e on e.instance_id = h.instance_id;

create or replace temp table described_source as
select
  source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id, source_kind,
  source_name, source_tags, named_by,
  to_json({a: source_ip, b: source_account_id, c: source_vpc_id, d: source_subnet_id, e: source_az_id, f: interface_id,
    g: instance_id, h: source_kind, i: source_name, j: source_tags, k: named_by})::varchar as description
from described_client
group by all;

create or replace temp table known_source as
select
  source_id,
  to_json({a: source_ip, b: source_account_id, c: source_vpc_id, d: source_subnet_id, e: source_az_id, f: interface_id,
    g: instance_id, h: source_kind, i: source_name, j: source_tags, k: named_by})::varchar as description
from source;

insert into source
select
  (select coalesce(max(source_id), 0) from source) + row_number() over (order by description),
  source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id, source_kind,
  source_name, source_tags, named_by
from described_source
where description not in (select description from known_source);

create or replace temp table client_source as
select c.hour, c.nat_gateway_id, c.source_ip as client_ip, s.source_id
from described_client c
join (
  select
    source_id,
    to_json({a: source_ip, b: source_account_id, c: source_vpc_id, d: source_subnet_id, e: source_az_id, f: interface_id,
      g: instance_id, h: source_kind, i: source_name, j: source_tags, k: named_by})::varchar as description
  from source
) s
  on s.description = to_json({a: c.source_ip, b: c.source_account_id, c: c.source_vpc_id, d: c.source_subnet_id,
    e: c.source_az_id, f: c.interface_id, g: c.instance_id, h: c.source_kind, i: c.source_name, j: c.source_tags,
    k: c.named_by})::varchar;
