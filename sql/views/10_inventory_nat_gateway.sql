create or replace view inventory_nat_gateway as
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
  from inventory_item
  where kind = 'nat_gateway'
);
comment on view inventory_nat_gateway is 'NAT gateways (DescribeNatGateways).';
comment on column inventory_nat_gateway.nat_gateway_id is 'The NAT gateway.';
comment on column inventory_nat_gateway.vpc_id is 'VPC.';
comment on column inventory_nat_gateway.subnet_id is 'Subnet; NULL for a regional NAT gateway.';
comment on column inventory_nat_gateway.state is 'pending, failed, available, deleting or deleted.';
comment on column inventory_nat_gateway.connectivity_type is 'public or private; public where AWS does not say.';
comment on column inventory_nat_gateway.availability_mode is 'zonal or regional; zonal where AWS does not say.';
comment on column inventory_nat_gateway.route_table_id is 'Route table of a regional NAT gateway.';
comment on column inventory_nat_gateway.auto_provision_zones is 'Whether a regional NAT gateway expands by itself: enabled or disabled.';
comment on column inventory_nat_gateway.auto_scaling_ips is 'Whether a regional NAT gateway takes addresses by itself: enabled or disabled.';
comment on column inventory_nat_gateway.created_at is 'Creation, UTC.';
comment on column inventory_nat_gateway.deleted_at is 'Deletion, UTC.';
comment on column inventory_nat_gateway.failure is 'Why it could not be created.';
comment on column inventory_nat_gateway.has_provisioned_bandwidth is 'Whether AWS has provisioned bandwidth for it, which has a price of its own.';
comment on column inventory_nat_gateway.attached_appliances is 'Appliances at it, such as a network-firewall-proxy, as AWS prints them.';
comment on column inventory_nat_gateway.name is 'The Name tag.';
comment on column inventory_nat_gateway.tags is 'Tags.';
comment on column inventory_nat_gateway.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_nat_gateway.region is 'Region.';
comment on column inventory_nat_gateway.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_nat_gateway.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_nat_gateway.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_nat_gateway.is_current is 'Whether this is the latest known state.';
