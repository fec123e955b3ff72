delete from inventory_ecs_task;

insert into inventory_ecs_task by name
select
  said.taskArn as task_arn,
  split_part(said.taskArn, '/', -1) as task_id,
  split_part(said.clusterArn, '/', -1) as cluster_name,
  case when starts_with(said."group", 'service:') then substr(said."group", 9) end as service_name,
  entry.value as interface_id,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select
    * exclude (said), said,
    unnest(list_filter(
      flatten(list_transform(said.attachments, lambda entry: coalesce(entry.details, []))),
      lambda entry: entry.name = 'networkInterfaceId'
    )) as entry
  from (
    select * exclude (content), from_json(content, '{
      "taskArn": "VARCHAR", "clusterArn": "VARCHAR", "group": "VARCHAR",
      "attachments": [{"details": [{"name": "VARCHAR", "value": "VARCHAR"}]}]
    }') as said
    from told_item
    where kind = 'ecs_task'
  )
);
