create or replace view inventory_vpc_endpoint_service as
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
  from inventory_item
  where kind = 'vpc_endpoint_service'
);
comment on view inventory_vpc_endpoint_service is 'Services that an endpoint can be made for (DescribeVpcEndpointServices), a row per name and type, for each account that looked.';
comment on column inventory_vpc_endpoint_service.service_name is 'Service, such as com.amazonaws.us-east-1.s3.';
comment on column inventory_vpc_endpoint_service.service_id is 'Id of the service.';
comment on column inventory_vpc_endpoint_service.service_type is 'Interface, Gateway or GatewayLoadBalancer; S3 and DynamoDB have a row for each; NULL where AWS gives the name alone.';
comment on column inventory_vpc_endpoint_service.service_region is 'Region of the service; the one that was looked at where AWS names none.';
comment on column inventory_vpc_endpoint_service.az_names is 'Zones that can have an endpoint, as this account names them.';
comment on column inventory_vpc_endpoint_service.az_ids is 'Zone ids that can have an endpoint; NULL where AWS does not say.';
comment on column inventory_vpc_endpoint_service.owner is 'amazon, or an account.';
comment on column inventory_vpc_endpoint_service.private_dns_names is 'Names that private DNS answers with the endpoint; * stands for labels.';
comment on column inventory_vpc_endpoint_service.policy_supported is 'Whether an endpoint policy can be set.';
comment on column inventory_vpc_endpoint_service.acceptance_required is 'Whether the owner must accept each endpoint.';
comment on column inventory_vpc_endpoint_service.ip_address_types is 'ipv4, ipv6.';
comment on column inventory_vpc_endpoint_service.account_id is 'Account that looked.';
comment on column inventory_vpc_endpoint_service.region is 'Region.';
comment on column inventory_vpc_endpoint_service.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_vpc_endpoint_service.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_vpc_endpoint_service.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_vpc_endpoint_service.is_current is 'Whether this is the latest known state.';
