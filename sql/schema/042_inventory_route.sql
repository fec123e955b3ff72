create table if not exists inventory_route (
  route_table_id varchar,
  vpc_id varchar,
  destination varchar,
  destination_prefix_list_id varchar,
  target_id varchar,
  target_kind varchar,
  target_interface_id varchar,
  state varchar,
  origin varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_route is 'Routes, one row each (Routes of DescribeRouteTables).';
comment on column inventory_route.route_table_id is 'The route table.';
comment on column inventory_route.vpc_id is 'VPC.';
comment on column inventory_route.destination is 'Destination CIDR, IPv4 or IPv6; NULL when it is a prefix list.';
comment on column inventory_route.destination_prefix_list_id is 'Destination prefix list; a gateway endpoint puts one in.';
comment on column inventory_route.target_id is 'Where the route leads: an id, or local.';
comment on column inventory_route.target_kind is 'nat_gateway, internet_gateway, egress_only_internet_gateway, vpc_endpoint, transit_gateway, vpc_peering_connection, virtual_private_gateway, network_interface, instance, local or other.';
comment on column inventory_route.target_interface_id is 'ENI, where the route leads to one or to an instance.';
comment on column inventory_route.state is 'active, blackhole (the target is gone) or filtered.';
comment on column inventory_route.origin is 'CreateRouteTable, CreateRoute or EnableVgwRoutePropagation.';
comment on column inventory_route.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_route.region is 'Region.';
comment on column inventory_route.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_route.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_route.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_route.is_current is 'Whether this is the latest known state.';
