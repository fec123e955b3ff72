delete from inventory_nat_gateway;

insert into inventory_nat_gateway by name
select
  said.NatGatewayId as nat_gateway_id,
  said.VpcId as vpc_id,
  said.SubnetId as subnet_id,
  lower(said.State) as state,
  coalesce(lower(said.ConnectivityType), 'public') as connectivity_type,
  coalesce(lower(said.AvailabilityMode), 'zonal') as availability_mode,
  said.RouteTableId as route_table_id,
  lower(said.AutoProvisionZones) as auto_provision_zones,
  lower(said.AutoScalingIps) as auto_scaling_ips,
  said.CreateTime as created_at,
  said.DeleteTime as deleted_at,
  coalesce(said.FailureMessage, said.FailureCode) as failure,
  coalesce(said.ProvisionedBandwidth::varchar <> '{}', false) as has_provisioned_bandwidth,
  said.AttachedAppliances as attached_appliances,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "NatGatewayId": "VARCHAR", "VpcId": "VARCHAR", "SubnetId": "VARCHAR", "State": "VARCHAR",
    "ConnectivityType": "VARCHAR", "AvailabilityMode": "VARCHAR", "RouteTableId": "VARCHAR",
    "AutoProvisionZones": "VARCHAR", "AutoScalingIps": "VARCHAR", "CreateTime": "TIMESTAMP", "DeleteTime": "TIMESTAMP",
    "FailureCode": "VARCHAR", "FailureMessage": "VARCHAR", "ProvisionedBandwidth": "JSON", "AttachedAppliances": "JSON",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'nat_gateway'
);
