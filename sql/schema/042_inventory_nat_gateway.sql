create table if not exists inventory_nat_gateway (
  nat_gateway_id varchar,
  vpc_id varchar,
  subnet_id varchar,
  state varchar,
  connectivity_type varchar,
  availability_mode varchar,
  route_table_id varchar,
  auto_provision_zones varchar,
  auto_scaling_ips varchar,
  created_at timestamp,
  deleted_at timestamp,
  failure varchar,
  has_provisioned_bandwidth boolean,
  attached_appliances json,
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_nat_gateway is 'NAT gateways (DescribeNatGateways).';
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
