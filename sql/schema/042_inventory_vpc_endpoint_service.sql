create table if not exists inventory_vpc_endpoint_service (
  service_name varchar,
  service_id varchar,
  service_type varchar,
  service_region varchar,
  az_names varchar[],
  az_ids varchar[],
  owner varchar,
  private_dns_names varchar[],
  policy_supported boolean,
  acceptance_required boolean,
  ip_address_types varchar[],
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_vpc_endpoint_service is 'Services that an endpoint can be made for (DescribeVpcEndpointServices), a row per name and type, for each account that looked.';
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
