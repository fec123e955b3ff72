create table if not exists inventory_interface_prefix (
  interface_id varchar,
  vpc_id varchar,
  subnet_id varchar,
  cidr varchar,
  family integer,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_interface_prefix is 'CIDRs delegated to ENIs (prefix delegation, as EKS nodes use it for pods).';
comment on column inventory_interface_prefix.interface_id is 'The ENI.';
comment on column inventory_interface_prefix.vpc_id is 'VPC.';
comment on column inventory_interface_prefix.subnet_id is 'Subnet.';
comment on column inventory_interface_prefix.cidr is 'The delegated prefix.';
comment on column inventory_interface_prefix.family is '4 or 6.';
comment on column inventory_interface_prefix.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_interface_prefix.region is 'Region.';
comment on column inventory_interface_prefix.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_interface_prefix.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_interface_prefix.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_interface_prefix.is_current is 'Whether this is the latest known state.';
