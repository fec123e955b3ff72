create or replace view inventory_ecs_task as
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
    from inventory_item
    where kind = 'ecs_task'
  )
);
comment on view inventory_ecs_task is 'ECS tasks with an ENI of their own, awsvpc (DescribeTasks): a row for each ENI.';
comment on column inventory_ecs_task.task_arn is 'The task.';
comment on column inventory_ecs_task.task_id is 'Its id, as version 7 flow logs have it.';
comment on column inventory_ecs_task.cluster_name is 'Cluster.';
comment on column inventory_ecs_task.service_name is 'Service that started it; NULL where none did.';
comment on column inventory_ecs_task.interface_id is 'The ENI.';
comment on column inventory_ecs_task.account_id is 'Account that was looked at.';
comment on column inventory_ecs_task.region is 'Region.';
comment on column inventory_ecs_task.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_ecs_task.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_ecs_task.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_ecs_task.is_current is 'Whether this is the latest known state.';
