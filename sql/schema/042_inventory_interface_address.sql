create table if not exists inventory_interface_address (
  interface_id varchar,
  vpc_id varchar,
  subnet_id varchar,
  az_id varchar,
  address varchar,
  family integer,
  is_primary boolean,
  public_ip varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_interface_address is 'Addresses of ENIs, one row each: primary and secondary private IPv4 addresses with their public one, and IPv6 addresses.';
comment on column inventory_interface_address.interface_id is 'The ENI.';
comment on column inventory_interface_address.vpc_id is 'VPC.';
comment on column inventory_interface_address.subnet_id is 'Subnet.';
comment on column inventory_interface_address.az_id is 'Zone id; NULL where AWS does not say.';
comment on column inventory_interface_address.address is 'Private IPv4 or IPv6 address.';
comment on column inventory_interface_address.family is '4 or 6.';
comment on column inventory_interface_address.is_primary is 'Whether it is the primary address of its family.';
comment on column inventory_interface_address.public_ip is 'Public IPv4 address that maps to it.';
comment on column inventory_interface_address.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_interface_address.region is 'Region.';
comment on column inventory_interface_address.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_interface_address.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_interface_address.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_interface_address.is_current is 'Whether this is the latest known state.';
