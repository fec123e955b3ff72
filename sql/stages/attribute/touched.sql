-- Which stored answers a change of the inventory can touch: those of sources whose address, ENI, instance, subnet or VPC
-- changed, and of remotes that are or were public addresses of what changed. Whether they change shows when they are asked
-- for again.
create or replace temp table touched_source as
with
touched as (select distinct kind, resource_id from changed_resource),
touched_interface as (
  select resource_id as interface_id from touched where kind = 'network_interface'
  union
  select interface_id from inventory_ecs_task where task_arn in (select resource_id from touched where kind = 'ecs_task')
),
ranges as (
  select family, first_number, first_number + size - 1 as last_number, false as is_for_ambiguous
  from prefix_state
  where interface_id in (from touched_interface)
  union
  select family, first_number, last_number, false
  from subnet_range
  where subnet_id in (select resource_id from touched where kind = 'subnet')
  union
  select family, first_number, last_number, false
  from vpc_range
  where vpc_id in (select resource_id from touched where kind = 'vpc')
  union
  -- A VPC whose ENIs are listed for the first time.
  select family, first_number, last_number, true
  from vpc_range
  where vpc_id in (select vpc_id from interface_state where interface_id in (from touched_interface))
),
tagged as (
  select address
  from source_seen
  where tags is not null
    and list_has_any(json_keys(tags), (select coalesce(list(resource_id), []) from touched where kind = 'flow_log'))
),
numbered as (
  select *, address_family(source_ip) as family, address_number(source_ip) as number from source
)
select source_id
from numbered s
where s.interface_id in (from touched_interface)
  or s.instance_id in (select resource_id from touched where kind = 'instance')
  or s.source_subnet_id in (select resource_id from touched where kind = 'subnet')
  or s.source_vpc_id in (select resource_id from touched where kind = 'vpc')
  or s.source_ip in (select address from address_state where interface_id in (from touched_interface))
  or s.source_ip in (from tagged)
  -- Who can reach a gateway from another VPC.
  or (
    exists (from touched where kind = 'transit_gateway_attachment')
    and (s.source_vpc_id is null or s.source_vpc_id not in (select vpc_id from gateway where vpc_id is not null))
  )
  or exists (
    from ranges r
    where r.family = s.family and s.number between r.first_number and r.last_number
      and (s.named_by = 'ambiguous' or not r.is_for_ambiguous)
  );

-- An ENI is called by its instance's name.
create or replace temp table touched_address as
select distinct address
from own_address
where (kind, resource_id) in (select (kind, resource_id) from changed_resource)
  or kind = 'network_interface' and resource_id in (
    select interface_id
    from interface_state
    where instance_id in (select resource_id from changed_resource where kind = 'instance')
  );

-- Hours that must be rebuilt anyway, and those whose detail is gone, are not asked.
create or replace temp table touched_hour as
select distinct hour
from (
  select hour from nat_service_hour where source_id in (from touched_source)
  union all
  select n.hour
  from nat_hour n
  join remote_name r on r.remote_name_id = n.remote_name_id
  where r.remote_ip in (from touched_address)
)
where hour not in (select hour from dirty_hour)
  and hour >= coalesce(
    (select max(try_cast(value as timestamp)) from meta where key = 'detail_since'), timestamp '1970-01-01'
  );
