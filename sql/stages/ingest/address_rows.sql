-- From the grouped addresses of one set of objects to the rows that are stored.
insert into reduced_source_seen
select
  make_timestamp(hour * 1000000), nullif(vpc_id, '-'), srcaddr, interface_id,
  case when account_id in ('-', 'unknown') then null else account_id end,
  nullif(subnet_id, '-'), nullif(az_id, '-'), nullif(instance_id, '-'),
  nullif(ecs_cluster_name, '-'), nullif(ecs_service_name, '-'), nullif(ecs_task_id, '-'),
  null, records
from address_seen
where srcaddr is not null and srcaddr <> '-';
