create table if not exists inventory_ecs_task (
  task_arn varchar,
  task_id varchar,
  cluster_name varchar,
  service_name varchar,
  interface_id varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_ecs_task is 'ECS tasks with an ENI of their own, awsvpc (DescribeTasks): a row for each ENI.';
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
