create table if not exists inventory_vpc (
  vpc_id varchar,
  cidr_block varchar,
  is_default boolean,
  dhcp_options_id varchar,
  state varchar,
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_vpc is 'VPCs (DescribeVpcs).';
comment on column inventory_vpc.vpc_id is 'The VPC.';
comment on column inventory_vpc.cidr_block is 'Primary IPv4 CIDR; all of them are in inventory_vpc_cidr.';
comment on column inventory_vpc.is_default is 'Whether it is the default VPC.';
comment on column inventory_vpc.dhcp_options_id is 'DHCP options, which name the DNS servers.';
comment on column inventory_vpc.state is 'pending or available.';
comment on column inventory_vpc.name is 'The Name tag.';
comment on column inventory_vpc.tags is 'Tags.';
comment on column inventory_vpc.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_vpc.region is 'Region.';
comment on column inventory_vpc.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_vpc.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_vpc.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_vpc.is_current is 'Whether this is the latest known state.';
