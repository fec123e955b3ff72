delete from inventory_vpc_endpoint_service;

insert into inventory_vpc_endpoint_service by name
select
  said.ServiceName as service_name,
  said.ServiceId as service_id,
  said.ServiceType[1].ServiceType as service_type,
  coalesce(said.ServiceRegion, region) as service_region,
  said.AvailabilityZones as az_names,
  said.AvailabilityZoneIds as az_ids,
  said.Owner as owner,
  list_distinct(list_concat(
    list_transform(said.PrivateDnsNames, lambda entry: entry.PrivateDnsName),
    case when said.PrivateDnsName is not null then [said.PrivateDnsName] end
  )) as private_dns_names,
  said.VpcEndpointPolicySupported as policy_supported,
  said.AcceptanceRequired as acceptance_required,
  said.SupportedIpAddressTypes as ip_address_types,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "ServiceName": "VARCHAR", "ServiceId": "VARCHAR", "ServiceType": [{"ServiceType": "VARCHAR"}],
    "ServiceRegion": "VARCHAR", "AvailabilityZones": ["VARCHAR"], "AvailabilityZoneIds": ["VARCHAR"], "Owner": "VARCHAR",
    "PrivateDnsName": "VARCHAR", "PrivateDnsNames": [{"PrivateDnsName": "VARCHAR"}],
    "VpcEndpointPolicySupported": "BOOLEAN", "AcceptanceRequired": "BOOLEAN", "SupportedIpAddressTypes": ["VARCHAR"],
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'vpc_endpoint_service'
);
