delete from inventory_vpc_endpoint;

insert into inventory_vpc_endpoint by name
select
  said.VpcEndpointId as vpc_endpoint_id,
  said.VpcEndpointType as vpc_endpoint_type,
  said.VpcId as vpc_id,
  said.ServiceName as service_name,
  coalesce(said.ServiceRegion, region) as service_region,
  lower(said.State) as state,
  said.PrivateDnsEnabled as private_dns_enabled,
  said.RequesterManaged as requester_managed,
  lower(said.IpAddressType) as ip_address_type,
  said.DnsOptions as dns_options,
  said.DnsEntries as dns_entries,
  said.PolicyDocument as policy_document,
  said.RouteTableIds as route_table_ids,
  said.SubnetIds as subnet_ids,
  said.NetworkInterfaceIds as network_interface_ids,
  list_transform(said.Groups, lambda entry: entry.GroupId) as security_group_ids,
  said.CreationTimestamp as created_at,
  coalesce(said.LastError.Message, said.LastError.Code, said.FailureReason) as last_error,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "VpcEndpointId": "VARCHAR", "VpcEndpointType": "VARCHAR", "VpcId": "VARCHAR", "ServiceName": "VARCHAR",
    "ServiceRegion": "VARCHAR", "State": "VARCHAR", "PrivateDnsEnabled": "BOOLEAN", "RequesterManaged": "BOOLEAN",
    "IpAddressType": "VARCHAR", "DnsOptions": "JSON", "DnsEntries": "JSON", "PolicyDocument": "VARCHAR",
    "RouteTableIds": ["VARCHAR"], "SubnetIds": ["VARCHAR"], "NetworkInterfaceIds": ["VARCHAR"],
    "Groups": [{"GroupId": "VARCHAR"}], "CreationTimestamp": "TIMESTAMP",
    "LastError": {"Message": "VARCHAR", "Code": "VARCHAR"}, "FailureReason": "VARCHAR",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'vpc_endpoint'
);
