"""Writes a topology as a folder of saved aws ec2 describe-... outputs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.world import describe, interfaces, networks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world.topology import Client, Topology

Item = dict[str, Any]


def managed_prefix_lists(topology: Topology) -> list[Item]:
    """Return the items of describe-managed-prefix-lists: AWS's own."""
    return [
        {
            "PrefixListId": one.prefix_list_id,
            "AddressFamily": one.family,
            "State": "create-complete",
            "PrefixListArn": f"arn:aws:ec2:{topology.region}:aws:prefix-list/{one.prefix_list_id}",
            "PrefixListName": one.name,
            "Tags": [],
            "OwnerId": "AWS",
        }
        for one in topology.prefix_lists
    ]


def reservations(topology: Topology, known: list[Client]) -> list[Item]:
    """Return the reservations of describe-instances, one for each instance."""
    return [
        {
            "ReservationId": f"r-0{describe.short(str(one.instance_id), 16)}",
            "OwnerId": topology.account_id,
            "Groups": [],
            "Instances": [interfaces.instance(topology, one)],
        }
        for one in known
        if one.instance_id
    ]


def internet_gateways(topology: Topology) -> list[Item]:
    """Return the items of describe-internet-gateways."""
    return [
        {
            "Attachments": [{"State": "available", "VpcId": vpc.vpc_id}],
            "InternetGatewayId": vpc.igw_id,
            "OwnerId": topology.account_id,
            "Tags": [],
        }
        for vpc in topology.vpcs
        if vpc.igw_id
    ]


def everything(topology: Topology) -> dict[str, Item]:
    """Return every file of the inventory: path under the region's folder to content."""
    known = [one for one in topology.clients if one.in_inventory]
    zonal = [one for one in topology.nat_gateways if one.mode == "zonal"]
    files: dict[str, Item] = {
        "describe-nat-gateways": {"NatGateways": [describe.nat_gateway(one) for one in topology.nat_gateways]},
        "describe-network-interfaces": {
            "NetworkInterfaces": [interfaces.nat_interface(topology, one) for one in zonal]
            + [interfaces.client_interface(topology, one) for one in known]
        },
        "describe-subnets": {"Subnets": networks.subnets(topology)},
        "describe-route-tables": {"RouteTables": describe.route_tables(topology)},
        "describe-vpc-endpoints": {
            "VpcEndpoints": [describe.vpc_endpoint(topology, one) for one in topology.endpoints]
        },
        "describe-vpc-endpoint-services": networks.endpoint_services(topology),
        "describe-managed-prefix-lists": {"PrefixLists": managed_prefix_lists(topology)},
        "describe-prefix-lists": {
            "PrefixLists": [
                {"Cidrs": one.cidrs, "PrefixListId": one.prefix_list_id, "PrefixListName": one.name}
                for one in topology.prefix_lists
            ]
        },
        "describe-vpcs": {"Vpcs": networks.vpcs(topology)},
        "describe-instances": {"Reservations": reservations(topology, known)},
        "describe-flow-logs": {"FlowLogs": networks.flow_logs(topology)},
        "describe-security-groups": {
            "SecurityGroups": [networks.security_group(topology, vpc.vpc_id) for vpc in topology.vpcs]
        },
        "describe-addresses": {"Addresses": networks.addresses(topology)},
        "describe-internet-gateways": {"InternetGateways": internet_gateways(topology)},
        "describe-availability-zones": {
            "AvailabilityZones": [networks.zone(topology, name) for name in topology.az_names]
        },
        "describe-dhcp-options": {"DhcpOptions": [networks.dhcp_options(topology)]},
        **query_logs(topology),
        "describe-transit-gateway-attachments": {"TransitGatewayAttachments": topology.transit_gateway_attachments},
    }
    for one in topology.prefix_lists:
        files[f"get-managed-prefix-list-entries/{one.prefix_list_id}"] = {"Entries": [{"Cidr": c} for c in one.cidrs]}
    for vpc in topology.vpcs:
        for attribute, value in (("enableDnsSupport", vpc.dns_support), ("enableDnsHostnames", vpc.dns_hostnames)):
            files[f"describe-vpc-attribute/{vpc.vpc_id}-{attribute}"] = {
                attribute[0].upper() + attribute[1:]: {"Value": value},
                "VpcId": vpc.vpc_id,
            }
    return files


def query_logs(topology: Topology) -> dict[str, Item]:
    """Return what Route 53 Resolver tells of query logging; nothing where nobody asked it."""
    if topology.query_logged is None:
        return {}
    made, known_as = "2026-03-02T09:00:00.000Z", "rqlc-2f7e9b4c1a8d4056"
    config = {
        "Id": known_as,
        "OwnerId": topology.account_id,
        "Status": "CREATED",
        "ShareStatus": "NOT_SHARED",
        "AssociationCount": len(topology.query_logged),
        "Arn": f"arn:aws:route53resolver:{topology.region}:{topology.account_id}:resolver-query-log-config/{known_as}",
        "Name": "queries",
        "DestinationArn": "arn:aws:s3:::example-query-logs",
        "CreatorRequestId": "queries",
        "CreationTime": made,
    }
    associations = [
        {
            "Id": f"rqlca-{vpc_id.removeprefix('vpc-')[:16]}",
            "ResolverQueryLogConfigId": known_as,
            "ResourceId": vpc_id,
            "Status": "ACTIVE",
            "Error": "NONE",
            "ErrorMessage": "",
            "CreationTime": made,
        }
        for vpc_id in topology.query_logged
    ]
    return {
        name: {"TotalCount": len(items), "TotalFilteredCount": len(items), key: items}
        for name, key, items in (
            ("list-resolver-query-log-configs", "ResolverQueryLogConfigs", [config]),
            ("list-resolver-query-log-config-associations", "ResolverQueryLogConfigAssociations", associations),
        )
    }


def write_inventory(topology: Topology, folder: Path) -> list[Path]:
    """Write <account-id>/<region>/describe-*.json and kin under `folder`; return the paths, sorted."""
    paths = []
    for name, content in everything(topology).items():
        path = folder / topology.account_id / topology.region / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=4) + "\n", encoding="utf-8")
        paths.append(path)
    return sorted(paths)
