create table if not exists inventory_vpc_endpoint (
  vpc_endpoint_id varchar,
  vpc_endpoint_type varchar,
  vpc_id varchar,
  service_name varchar,
  service_region varchar,
  state varchar,
  private_dns_enabled boolean,
  requester_managed boolean,
  ip_address_type varchar,
  dns_options json,
  dns_entries json,
  policy_document varchar,
  route_table_ids varchar[],
  subnet_ids varchar[],
  network_interface_ids varchar[],
  security_group_ids varchar[],
  created_at timestamp,
  last_error varchar,
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_vpc_endpoint is 'VPC endpoints (DescribeVpcEndpoints).';
comment on column inventory_vpc_endpoint.vpc_endpoint_id is 'The endpoint.';
comment on column inventory_vpc_endpoint.vpc_endpoint_type is 'Interface, Gateway, GatewayLoadBalancer, Resource or ServiceNetwork.';
comment on column inventory_vpc_endpoint.vpc_id is 'VPC.';
comment on column inventory_vpc_endpoint.service_name is 'Service, such as com.amazonaws.us-east-1.s3.';
comment on column inventory_vpc_endpoint.service_region is 'Region of the service; the endpoint''s own where AWS names none.';
comment on column inventory_vpc_endpoint.state is 'State in lower case: available, pending, pendingacceptance, deleting, rejected, failed and so on.';
comment on column inventory_vpc_endpoint.private_dns_enabled is 'Whether the service''s own names lead to the endpoint; of interface endpoints.';
comment on column inventory_vpc_endpoint.requester_managed is 'Whether an AWS service manages it.';
comment on column inventory_vpc_endpoint.ip_address_type is 'ipv4, dualstack or ipv6.';
comment on column inventory_vpc_endpoint.dns_options is 'DNS options, as AWS prints them.';
comment on column inventory_vpc_endpoint.dns_entries is 'DNS names and their zones, as AWS prints them.';
comment on column inventory_vpc_endpoint.policy_document is 'Endpoint policy, JSON as text.';
comment on column inventory_vpc_endpoint.route_table_ids is 'Associated route tables; of gateway endpoints.';
comment on column inventory_vpc_endpoint.subnet_ids is 'Subnets; of interface endpoints.';
comment on column inventory_vpc_endpoint.network_interface_ids is 'ENIs; of interface endpoints.';
comment on column inventory_vpc_endpoint.security_group_ids is 'Security groups; of interface endpoints.';
comment on column inventory_vpc_endpoint.created_at is 'Creation, UTC.';
comment on column inventory_vpc_endpoint.last_error is 'What went wrong last.';
comment on column inventory_vpc_endpoint.name is 'The Name tag.';
comment on column inventory_vpc_endpoint.tags is 'Tags.';
comment on column inventory_vpc_endpoint.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_vpc_endpoint.region is 'Region.';
comment on column inventory_vpc_endpoint.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_vpc_endpoint.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_vpc_endpoint.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_vpc_endpoint.is_current is 'Whether this is the latest known state.';
