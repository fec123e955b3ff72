create table if not exists inventory_route_table (
  route_table_id varchar,
  vpc_id varchar,
  is_main boolean,
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_route_table is 'Route tables (DescribeRouteTables).';
comment on column inventory_route_table.route_table_id is 'The route table.';
comment on column inventory_route_table.vpc_id is 'VPC.';
comment on column inventory_route_table.is_main is 'Whether it serves the subnets that are associated with no table.';
comment on column inventory_route_table.name is 'The Name tag.';
comment on column inventory_route_table.tags is 'Tags.';
comment on column inventory_route_table.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_route_table.region is 'Region.';
comment on column inventory_route_table.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_route_table.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_route_table.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_route_table.is_current is 'Whether this is the latest known state.';
