create table if not exists inventory_flow_log (
  flow_log_id varchar,
  resource_id varchar,
  traffic_type varchar,
  log_destination_type varchar,
  log_destination varchar,
  log_format varchar,
  file_format varchar,
  hive_compatible boolean,
  per_hour boolean,
  max_aggregation_interval integer,
  status varchar,
  deliver_status varchar,
  deliver_error varchar,
  created_at timestamp,
  tag_fields json,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_flow_log is 'Flow logs (DescribeFlowLogs).';
comment on column inventory_flow_log.flow_log_id is 'The flow log.';
comment on column inventory_flow_log.resource_id is 'What it logs: a VPC, subnet, ENI, Transit Gateway, its attachment, or a regional NAT gateway.';
comment on column inventory_flow_log.traffic_type is 'ALL, ACCEPT or REJECT.';
comment on column inventory_flow_log.log_destination_type is 's3, cloud-watch-logs or kinesis-data-firehose.';
comment on column inventory_flow_log.log_destination is 'ARN of the destination; the name of the log group where AWS gives only that.';
comment on column inventory_flow_log.log_format is 'Fields, as ${version} ${account-id} and so on.';
comment on column inventory_flow_log.file_format is 'plain-text or parquet; NULL where AWS does not say.';
comment on column inventory_flow_log.hive_compatible is 'Whether the keys are Hive-compatible; NULL where AWS does not say.';
comment on column inventory_flow_log.per_hour is 'Whether there is a folder per hour; NULL where AWS does not say.';
comment on column inventory_flow_log.max_aggregation_interval is 'Longest time that a record covers, in seconds.';
comment on column inventory_flow_log.status is 'ACTIVE.';
comment on column inventory_flow_log.deliver_status is 'SUCCESS or FAILED.';
comment on column inventory_flow_log.deliver_error is 'Why delivery failed.';
comment on column inventory_flow_log.created_at is 'Creation, UTC.';
comment on column inventory_flow_log.tag_fields is 'Tags that the log writes into its records, as AWS prints them.';
comment on column inventory_flow_log.tags is 'Tags.';
comment on column inventory_flow_log.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_flow_log.region is 'Region.';
comment on column inventory_flow_log.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_flow_log.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_flow_log.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_flow_log.is_current is 'Whether this is the latest known state.';
