create table if not exists source_seen (
  batch_id varchar not null,
  hour timestamp not null,
  vpc_id varchar,
  address varchar not null,
  interface_id varchar not null,
  account_id varchar,
  subnet_id varchar,
  az_id varchar,
  instance_id varchar,
  ecs_cluster_name varchar,
  ecs_service_name varchar,
  ecs_task_id varchar,
  tags json,
  records bigint not null
);
comment on table source_seen is 'Who an address was in an hour, learned from the records its own ENI sent.';
comment on column source_seen.batch_id is 'The batch that made the row.';
comment on column source_seen.hour is 'Start of the hour, UTC.';
comment on column source_seen.vpc_id is 'VPC of the ENI.';
comment on column source_seen.address is 'The ENI''s own address.';
comment on column source_seen.interface_id is 'The ENI.';
comment on column source_seen.account_id is 'Owner of the ENI; NULL where the record says unknown.';
comment on column source_seen.subnet_id is 'Subnet of the ENI.';
comment on column source_seen.az_id is 'AZ id of the ENI.';
comment on column source_seen.instance_id is 'Instance of the ENI.';
comment on column source_seen.ecs_cluster_name is 'ECS cluster of the task.';
comment on column source_seen.ecs_service_name is 'ECS service of the task.';
comment on column source_seen.ecs_task_id is 'ECS task.';
comment on column source_seen.tags is 'Tag values of version 11 fields, decoded: a JSON object of flow logs, each an object of field names such as instance-tag.';
comment on column source_seen.records is 'Records it was learned from.';
