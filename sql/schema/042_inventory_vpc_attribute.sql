create table if not exists inventory_vpc_attribute (
  vpc_id varchar,
  attribute varchar,
  is_enabled boolean,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_vpc_attribute is 'DNS attributes of VPCs (DescribeVpcAttribute); private DNS of interface endpoints needs both.';
comment on column inventory_vpc_attribute.vpc_id is 'The VPC.';
comment on column inventory_vpc_attribute.attribute is 'enableDnsSupport or enableDnsHostnames.';
comment on column inventory_vpc_attribute.is_enabled is 'Its value.';
comment on column inventory_vpc_attribute.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_vpc_attribute.region is 'Region.';
comment on column inventory_vpc_attribute.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_vpc_attribute.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_vpc_attribute.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_vpc_attribute.is_current is 'Whether this is the latest known state.';
