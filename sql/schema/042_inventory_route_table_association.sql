create table if not exists inventory_route_table_association (
  route_table_id varchar,
  vpc_id varchar,
  association_id varchar,
  subnet_id varchar,
  gateway_id varchar,
  is_main boolean,
  state varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_route_table_association is 'What route tables are associated with, one row each: subnets, gateways, or (main) every subnet without a table of its own.';
comment on column inventory_route_table_association.route_table_id is 'The route table.';
comment on column inventory_route_table_association.vpc_id is 'VPC.';
comment on column inventory_route_table_association.association_id is 'The association.';
comment on column inventory_route_table_association.subnet_id is 'Subnet; NULL for the main table and for gateways.';
comment on column inventory_route_table_association.gateway_id is 'Internet or virtual private gateway whose incoming traffic the table routes.';
comment on column inventory_route_table_association.is_main is 'Whether it makes the table the main one of its VPC.';
comment on column inventory_route_table_association.state is 'associating, associated, disassociating, disassociated or failed; NULL where AWS does not say.';
comment on column inventory_route_table_association.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_route_table_association.region is 'Region.';
comment on column inventory_route_table_association.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_route_table_association.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_route_table_association.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_route_table_association.is_current is 'Whether this is the latest known state.';
