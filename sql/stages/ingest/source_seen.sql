-- Who each address was, from what its own ENI sent: on egress srcaddr is always the sending ENI's own address.
create or replace temp table address_seen as
select
  r."start" - r."start" % 3600 as hour,
  r.srcaddr,
  r.interface_id,
  max(r.vpc_id) as vpc_id,
  max(r.account_id) as account_id,
  max(r.subnet_id) as subnet_id,
  max(r.az_id) as az_id,
  max(r.instance_id) as instance_id,
  max(r.ecs_cluster_name) as ecs_cluster_name,
  max(r.ecs_service_name) as ecs_service_name,
  max(r.ecs_task_id) as ecs_task_id,
  count(*) as records,
  max(r."end") as last_second
from record r
anti join known_gateway g on g.interface_id = r.interface_id
where r.flow_direction = 'egress' and r."start" between 1262304000 and 4102444800 and r.interface_id <> '-'
group by all;
