create table if not exists inventory_subnet (
  subnet_id varchar,
  vpc_id varchar,
  cidr_block varchar,
  ipv6_cidr_blocks varchar[],
  az_name varchar,
  az_id varchar,
  map_public_ip_on_launch boolean,
  enable_dns64 boolean,
  is_ipv6_native boolean,
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
comment on table inventory_subnet is 'Subnets (DescribeSubnets).';
comment on column inventory_subnet.subnet_id is 'The subnet.';
comment on column inventory_subnet.vpc_id is 'VPC.';
comment on column inventory_subnet.cidr_block is 'IPv4 CIDR; NULL for an IPv6-only subnet.';
comment on column inventory_subnet.ipv6_cidr_blocks is 'Associated IPv6 CIDRs.';
comment on column inventory_subnet.az_name is 'Zone, as this account names it.';
comment on column inventory_subnet.az_id is 'Zone id, the same in every account; NULL where AWS does not say.';
comment on column inventory_subnet.map_public_ip_on_launch is 'Whether instances get a public address.';
comment on column inventory_subnet.enable_dns64 is 'Whether the resolver makes NAT64 addresses for IPv4-only names.';
comment on column inventory_subnet.is_ipv6_native is 'Whether it has IPv6 only.';
comment on column inventory_subnet.state is 'pending, available and so on.';
comment on column inventory_subnet.name is 'The Name tag.';
comment on column inventory_subnet.tags is 'Tags.';
comment on column inventory_subnet.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_subnet.region is 'Region.';
comment on column inventory_subnet.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_subnet.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_subnet.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_subnet.is_current is 'Whether this is the latest known state.';
