create or replace view inventory_transit_gateway_attachment as
select
  said.TransitGatewayAttachmentId as transit_gateway_attachment_id,
  said.TransitGatewayId as transit_gateway_id,
  said.TransitGatewayOwnerId as transit_gateway_owner_id,
  lower(said.ResourceType) as resource_type,
  said.ResourceId as resource_id,
  said.Association.TransitGatewayRouteTableId as transit_gateway_route_table_id,
  lower(said.State) as state,
  said.CreationTime as created_at,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "TransitGatewayAttachmentId": "VARCHAR", "TransitGatewayId": "VARCHAR", "TransitGatewayOwnerId": "VARCHAR",
    "ResourceType": "VARCHAR", "ResourceId": "VARCHAR", "State": "VARCHAR", "CreationTime": "TIMESTAMP",
    "Association": {"TransitGatewayRouteTableId": "VARCHAR"},
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from inventory_item
  where kind = 'transit_gateway_attachment'
);
comment on view inventory_transit_gateway_attachment is 'Attachments to Transit Gateways (DescribeTransitGatewayAttachments).';
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
