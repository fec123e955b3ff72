create table if not exists inventory_nat_gateway_address (
  nat_gateway_id varchar,
  vpc_id varchar,
  interface_id varchar,
  private_ip varchar,
  public_ip varchar,
  allocation_id varchar,
  association_id varchar,
  is_primary boolean,
  az_name varchar,
  az_id varchar,
  status varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_nat_gateway_address is 'Addresses of NAT gateways (NatGatewayAddresses of DescribeNatGateways): primary and secondary, and those of each zone of a regional one.';
comment on column inventory_nat_gateway_address.nat_gateway_id is 'The NAT gateway.';
comment on column inventory_nat_gateway_address.vpc_id is 'VPC.';
comment on column inventory_nat_gateway_address.interface_id is 'Its ENI; NULL where a regional NAT gateway shows none.';
comment on column inventory_nat_gateway_address.private_ip is 'Private address.';
comment on column inventory_nat_gateway_address.public_ip is 'Public address; NULL for a private NAT gateway.';
comment on column inventory_nat_gateway_address.allocation_id is 'Allocation of the elastic IP.';
comment on column inventory_nat_gateway_address.association_id is 'Association of the elastic IP.';
comment on column inventory_nat_gateway_address.is_primary is 'Whether it is the primary address; NULL where AWS does not say.';
comment on column inventory_nat_gateway_address.az_name is 'Zone, of a regional NAT gateway.';
comment on column inventory_nat_gateway_address.az_id is 'Zone id, of a regional NAT gateway.';
comment on column inventory_nat_gateway_address.status is 'assigning, succeeded, failed and so on.';
comment on column inventory_nat_gateway_address.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_nat_gateway_address.region is 'Region.';
comment on column inventory_nat_gateway_address.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_nat_gateway_address.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_nat_gateway_address.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_nat_gateway_address.is_current is 'Whether this is the latest known state.';
