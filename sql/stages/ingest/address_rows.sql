-- From the grouped addresses of one set of objects to the rows that are stored. A record that reaches into the next hour
-- tells of that hour too.
insert into reduced_source_seen
with
tagged as (
  select s.*, t.tags
  from address_seen s
  left join tag_seen t on t.hour = s.hour and t.srcaddr = s.srcaddr and t.interface_id = s.interface_id
  where s.srcaddr is not null and s.srcaddr <> '-'
)
select
  make_timestamp(hour * 1000000), nullif(vpc_id, '-'), srcaddr, interface_id,
  case when account_id in ('-', 'unknown') then null else account_id end,
  nullif(subnet_id, '-'), nullif(az_id, '-'), nullif(instance_id, '-'),
  nullif(ecs_cluster_name, '-'), nullif(ecs_service_name, '-'), nullif(ecs_task_id, '-'),
  tags, records
from (
  from tagged
  union all
  select * replace (hour + 3600 as hour, 1 as records) from tagged where last_second > hour + 3600
);
