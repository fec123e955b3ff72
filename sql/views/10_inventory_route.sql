create or replace view inventory_route as
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
    from inventory_item
    where kind = 'route_table'
  )
);
comment on view inventory_route is 'Routes, one row each (Routes of DescribeRouteTables).';
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
