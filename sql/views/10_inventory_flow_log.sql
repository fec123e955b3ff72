create or replace view inventory_flow_log as
select
  said.FlowLogId as flow_log_id,
  said.ResourceId as resource_id,
  said.TrafficType as traffic_type,
  said.LogDestinationType as log_destination_type,
  coalesce(said.LogDestination, said.LogGroupName) as log_destination,
  said.LogFormat as log_format,
  said.DestinationOptions.FileFormat as file_format,
  said.DestinationOptions.HiveCompatiblePartitions as hive_compatible,
  said.DestinationOptions.PerHourPartition as per_hour,
  said.MaxAggregationInterval as max_aggregation_interval,
  said.FlowLogStatus as status,
  said.DeliverLogsStatus as deliver_status,
  said.DeliverLogsErrorMessage as deliver_error,
  said.CreationTime as created_at,
  said.TagFieldSpecifications as tag_fields,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "FlowLogId": "VARCHAR", "ResourceId": "VARCHAR", "TrafficType": "VARCHAR", "LogDestinationType": "VARCHAR",
    "LogDestination": "VARCHAR", "LogGroupName": "VARCHAR", "LogFormat": "VARCHAR", "MaxAggregationInterval": "INTEGER",
    "DestinationOptions": {
      "FileFormat": "VARCHAR", "HiveCompatiblePartitions": "BOOLEAN", "PerHourPartition": "BOOLEAN"
    },
    "FlowLogStatus": "VARCHAR", "DeliverLogsStatus": "VARCHAR", "DeliverLogsErrorMessage": "VARCHAR",
    "CreationTime": "TIMESTAMP", "TagFieldSpecifications": "JSON",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from inventory_item
  where kind = 'flow_log'
);
comment on view inventory_flow_log is 'Flow logs (DescribeFlowLogs).';
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
