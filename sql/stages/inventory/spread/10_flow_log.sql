delete from inventory_flow_log;

insert into inventory_flow_log by name
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
  from told_item
  where kind = 'flow_log'
);
