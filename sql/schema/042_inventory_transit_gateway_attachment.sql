create table if not exists inventory_transit_gateway_attachment (
  transit_gateway_attachment_id varchar,
  transit_gateway_id varchar,
  transit_gateway_owner_id varchar,
  resource_type varchar,
  resource_id varchar,
  transit_gateway_route_table_id varchar,
  state varchar,
  created_at timestamp,
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_transit_gateway_attachment is 'Attachments to Transit Gateways (DescribeTransitGatewayAttachments).';
comment on column inventory_transit_gateway_attachment.transit_gateway_attachment_id is 'The attachment.';
comment on column inventory_transit_gateway_attachment.transit_gateway_id is 'The Transit Gateway.';
comment on column inventory_transit_gateway_attachment.transit_gateway_owner_id is 'Owner of the Transit Gateway.';
comment on column inventory_transit_gateway_attachment.resource_type is 'vpc, vpn, direct-connect-gateway, peering and so on.';
comment on column inventory_transit_gateway_attachment.resource_id is 'What is attached, such as a VPC.';
comment on column inventory_transit_gateway_attachment.transit_gateway_route_table_id is 'Route table that its traffic follows.';
comment on column inventory_transit_gateway_attachment.state is 'available, pending and so on.';
comment on column inventory_transit_gateway_attachment.created_at is 'Creation, UTC.';
comment on column inventory_transit_gateway_attachment.name is 'The Name tag.';
comment on column inventory_transit_gateway_attachment.tags is 'Tags.';
comment on column inventory_transit_gateway_attachment.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_transit_gateway_attachment.region is 'Region.';
comment on column inventory_transit_gateway_attachment.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_transit_gateway_attachment.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_transit_gateway_attachment.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_transit_gateway_attachment.is_current is 'Whether this is the latest known state.';
