"""Topology to the items that aws ec2 describe-... prints, for the resources a network is made of."""

from __future__ import annotations

import ipaddress
import zlib
from typing import Any

from tests.world.topology import NatGateway, Route, Topology, VpcEndpoint

Item = dict[str, Any]
CREATED = "2026-01-12T03:04:05+00:00"
FULL_ACCESS = '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
TARGETS = {
    "igw-": "GatewayId",
    "vgw-": "GatewayId",
    "vpce-": "GatewayId",
    "local": "GatewayId",
    "nat-": "NatGatewayId",
    "tgw-": "TransitGatewayId",
    "pcx-": "VpcPeeringConnectionId",
    "eni-": "NetworkInterfaceId",
    "eigw-": "EgressOnlyInternetGatewayId",
}


def tags(names: dict[str, str]) -> list[dict[str, str]]:
    """Return a tag dict as the API lists it."""
    return [{"Key": key, "Value": value} for key, value in names.items()]


def short(text: str, length: int = 8) -> str:
    """Return some stable hexadecimal digits for a text: ids that nothing refers to."""
    return f"{zlib.crc32(text.encode()):08x}{zlib.crc32(text[::-1].encode()):08x}"[:length]


def nat_gateway(gateway: NatGateway) -> Item:
    """Return an item of describe-nat-gateways."""
    addresses = []
    for number, held in enumerate(gateway.addresses):
        one: Item = {"IsPrimary": number == 0, "Status": "succeeded"}
        if gateway.mode == "zonal":
            one |= {"NetworkInterfaceId": gateway.interface_id, "PrivateIp": held.private_ip}
        else:
            one |= {"AvailabilityZone": held.az_name, "AvailabilityZoneId": held.az_id}
        if held.public_ip:
            one |= {
                "AllocationId": held.allocation_id,
                "PublicIp": held.public_ip,
                "AssociationId": f"eipassoc-0{short(held.public_ip, 16)}",
            }
        addresses.append(one)
    item: Item = {
        "CreateTime": gateway.created,
        "NatGatewayAddresses": addresses,
        "NatGatewayId": gateway.nat_gateway_id,
        "State": gateway.state,
        "VpcId": gateway.vpc_id,
        "Tags": tags({"Name": gateway.name}),
        "ConnectivityType": gateway.connectivity,
        "AvailabilityMode": gateway.mode,
    }
    if gateway.mode == "zonal":
        item["SubnetId"] = gateway.subnet_id
    else:
        item |= {"AutoScalingIps": "enabled", "AutoProvisionZones": "enabled"}
    return item


def group(vpc_id: str) -> Item:
    """Return the default security group of a VPC, as references to it look."""
    return {"GroupId": f"sg-0{short(vpc_id, 16)}", "GroupName": "default"}


def route(one: Route) -> Item:
    """Return an item of RouteTables[].Routes[]."""
    if one.destination.startswith("pl-"):
        key = "DestinationPrefixListId"
    else:
        wide = ipaddress.ip_network(one.destination).version == 6
        key = "DestinationIpv6CidrBlock" if wide else "DestinationCidrBlock"
    target = next(name for prefix, name in TARGETS.items() if one.target.startswith(prefix))
    origin = "CreateRouteTable" if one.target == "local" else "CreateRoute"
    return {key: one.destination, target: one.target, "Origin": origin, "State": one.state}


def route_tables(topology: Topology) -> list[Item]:
    """Return the items of describe-route-tables, local routes and associations included."""
    made = []
    for table in topology.route_tables:
        vpc = topology.vpc(table.vpc_id)
        local = [Route(cidr, "local") for cidr in [*vpc.cidrs, *([vpc.ipv6_cidr] if vpc.ipv6_cidr else [])]]
        users = [subnet.subnet_id for subnet in topology.subnets if subnet.route_table_id == table.route_table_id]
        links: list[Item] = [
            {
                "Main": user is None,
                "RouteTableAssociationId": f"rtbassoc-0{short(table.route_table_id + str(user), 16)}",
                "RouteTableId": table.route_table_id,
                **({"SubnetId": user} if user else {}),
                "AssociationState": {"State": "associated"},
            }
            for user in ([None] if table.is_main else users)
        ]
        made.append(
            {
                "Associations": links,
                "PropagatingVgws": [],
                "RouteTableId": table.route_table_id,
                "Routes": [route(one) for one in [*local, *table.routes]],
                "Tags": tags({"Name": table.name}),
                "VpcId": table.vpc_id,
                "OwnerId": topology.account_id,
            }
        )
    return made


def vpc_endpoint(topology: Topology, endpoint: VpcEndpoint) -> Item:
    """Return an item of describe-vpc-endpoints."""
    is_gateway = endpoint.kind == "Gateway"
    return {
        "VpcEndpointId": endpoint.vpc_endpoint_id,
        "VpcEndpointType": endpoint.kind,
        "VpcId": endpoint.vpc_id,
        "ServiceName": endpoint.service_name,
        "State": endpoint.state,
        "PolicyDocument": FULL_ACCESS,
        "RouteTableIds": endpoint.route_table_ids,
        "SubnetIds": endpoint.subnet_ids,
        "Groups": [] if is_gateway else [group(endpoint.vpc_id)],
        "IpAddressType": "ipv4",
        "DnsOptions": {"DnsRecordIpType": "service-defined" if is_gateway else "ipv4"},
        "PrivateDnsEnabled": endpoint.private_dns,
        "RequesterManaged": False,
        "NetworkInterfaceIds": endpoint.interface_ids,
        "DnsEntries": []
        if is_gateway
        else [
            {
                "DnsName": f"{endpoint.vpc_endpoint_id}-{short(endpoint.vpc_endpoint_id)}."
                f"{endpoint.service_name.split('.')[-1]}.{topology.region}.vpce.amazonaws.com",
                "HostedZoneId": "Z2LIHJ7PKBEMWN",
            }
        ],
        "CreationTimestamp": CREATED,
        "Tags": [],
        "OwnerId": topology.account_id,
        "ServiceRegion": topology.region,
    }
