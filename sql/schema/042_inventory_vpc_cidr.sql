create table if not exists inventory_vpc_cidr (
  vpc_id varchar,
  cidr varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_vpc_cidr is 'CIDRs of VPCs: primary, associated secondary and IPv6, one row each.';
comment on column inventory_vpc_cidr.vpc_id is 'The VPC.';
comment on column inventory_vpc_cidr.cidr is 'CIDR, IPv4 or IPv6.';
comment on column inventory_vpc_cidr.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_vpc_cidr.region is 'Region.';
comment on column inventory_vpc_cidr.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_vpc_cidr.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_vpc_cidr.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_vpc_cidr.is_current is 'Whether this is the latest known state.';
