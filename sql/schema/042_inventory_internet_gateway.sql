create table if not exists inventory_internet_gateway (
  internet_gateway_id varchar,
  vpc_ids varchar[],
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_internet_gateway is 'Internet gateways (DescribeInternetGateways).';
comment on column inventory_internet_gateway.internet_gateway_id is 'The internet gateway.';
comment on column inventory_internet_gateway.vpc_ids is 'VPC it is attached to; empty when none.';
comment on column inventory_internet_gateway.name is 'The Name tag.';
comment on column inventory_internet_gateway.tags is 'Tags.';
comment on column inventory_internet_gateway.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_internet_gateway.region is 'Region.';
comment on column inventory_internet_gateway.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_internet_gateway.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_internet_gateway.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_internet_gateway.is_current is 'Whether this is the latest known state.';
