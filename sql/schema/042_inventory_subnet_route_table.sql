create table if not exists inventory_subnet_route_table (
  subnet_id varchar,
  vpc_id varchar,
  route_table_id varchar,
  is_implicit boolean,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_subnet_route_table is 'Which route table a subnet uses, and since when: the one it is associated with, else the main one of its VPC.';
comment on column inventory_subnet_route_table.subnet_id is 'The subnet.';
comment on column inventory_subnet_route_table.vpc_id is 'VPC.';
comment on column inventory_subnet_route_table.route_table_id is 'The route table that its traffic follows.';
comment on column inventory_subnet_route_table.is_implicit is 'Whether it is the main table, for want of an association.';
comment on column inventory_subnet_route_table.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_subnet_route_table.region is 'Region.';
comment on column inventory_subnet_route_table.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_subnet_route_table.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_subnet_route_table.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_subnet_route_table.is_current is 'Whether this is the latest known state.';
