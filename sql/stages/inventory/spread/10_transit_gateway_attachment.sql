delete from inventory_transit_gateway_attachment;

insert into inventory_transit_gateway_attachment by name
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
  from told_item
  where kind = 'transit_gateway_attachment'
);
