delete from inventory_route_table_association;

insert into inventory_route_table_association by name
select
  route_table_id,
  vpc_id,
  association.RouteTableAssociationId as association_id,
  association.SubnetId as subnet_id,
  association.GatewayId as gateway_id,
  coalesce(association.Main, false) as is_main,
  lower(association.AssociationState.State) as state,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select
    * exclude (said), said.RouteTableId as route_table_id, said.VpcId as vpc_id, unnest(said.Associations) as association
  from (
    select * exclude (content), from_json(content, '{
      "RouteTableId": "VARCHAR", "VpcId": "VARCHAR", "Associations": [{
        "RouteTableAssociationId": "VARCHAR", "SubnetId": "VARCHAR", "GatewayId": "VARCHAR", "Main": "BOOLEAN",
        "AssociationState": {"State": "VARCHAR"}
      }]
    }') as said
    from told_item
    where kind = 'route_table'
  )
);
