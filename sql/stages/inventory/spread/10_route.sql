delete from inventory_route;

insert into inventory_route by name
select
  route_table_id,
  vpc_id,
  coalesce(route.DestinationCidrBlock, route.DestinationIpv6CidrBlock) as destination,
  route.DestinationPrefixListId as destination_prefix_list_id,
  coalesce(
    route.NatGatewayId, route.TransitGatewayId, route.VpcPeeringConnectionId, route.EgressOnlyInternetGatewayId,
    route.InstanceId, route.NetworkInterfaceId, route.GatewayId, route.LocalGatewayId, route.CarrierGatewayId,
    route.CoreNetworkArn, route.OdbNetworkArn
  ) as target_id,
  case
    when route.NatGatewayId is not null then 'nat_gateway'
    when route.TransitGatewayId is not null then 'transit_gateway'
    when route.VpcPeeringConnectionId is not null then 'vpc_peering_connection'
    when route.EgressOnlyInternetGatewayId is not null then 'egress_only_internet_gateway'
    when route.InstanceId is not null then 'instance'
    when route.NetworkInterfaceId is not null then 'network_interface'
    when route.GatewayId = 'local' then 'local'
    when starts_with(route.GatewayId, 'igw-') then 'internet_gateway'
    when starts_with(route.GatewayId, 'eigw-') then 'egress_only_internet_gateway'
    when starts_with(route.GatewayId, 'vpce-') then 'vpc_endpoint'
    when starts_with(route.GatewayId, 'vgw-') then 'virtual_private_gateway'
    when starts_with(route.GatewayId, 'nat-') then 'nat_gateway'
    else 'other'
  end as target_kind,
  route.NetworkInterfaceId as target_interface_id,
  lower(route.State) as state,
  route.Origin as origin,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (said), said.RouteTableId as route_table_id, said.VpcId as vpc_id, unnest(said.Routes) as route
  from (
    select * exclude (content), from_json(content, '{
      "RouteTableId": "VARCHAR", "VpcId": "VARCHAR", "Routes": [{
        "DestinationCidrBlock": "VARCHAR", "DestinationIpv6CidrBlock": "VARCHAR", "DestinationPrefixListId": "VARCHAR",
        "NatGatewayId": "VARCHAR", "TransitGatewayId": "VARCHAR", "VpcPeeringConnectionId": "VARCHAR",
        "EgressOnlyInternetGatewayId": "VARCHAR", "InstanceId": "VARCHAR", "NetworkInterfaceId": "VARCHAR",
        "GatewayId": "VARCHAR", "LocalGatewayId": "VARCHAR", "CarrierGatewayId": "VARCHAR", "CoreNetworkArn": "VARCHAR",
        "OdbNetworkArn": "VARCHAR", "State": "VARCHAR", "Origin": "VARCHAR"
      }]
    }') as said
    from told_item
    where kind = 'route_table'
  )
);
