"""ENIs and instances as aws ec2 describe-network-interfaces and describe-instances print them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.world import describe

if TYPE_CHECKING:
    from tests.world.topology import Client, NatGateway, Topology

Item = dict[str, Any]
REQUESTER_ACCOUNT = "737777331234"
"""Some account of AWS's; it varies by service and region."""


def mac(interface_id: str) -> str:
    """Return a locally administered MAC address for an ENI."""
    digits = describe.short(interface_id, 10)
    return ":".join(["02", *(digits[i : i + 2] for i in range(0, 10, 2))])


def _association(public_ip: str, allocation_id: str | None, owner: str) -> Item:
    return {
        "AllocationId": allocation_id,
        "AssociationId": f"eipassoc-0{describe.short(public_ip, 16)}",
        "IpOwnerId": owner,
        "PublicDnsName": "",
        "PublicIp": public_ip,
    }


def _interface(
    topology: Topology, interface_id: str, subnet_id: str, addresses: list[Item], names: dict[str, str]
) -> Item:
    subnet = topology.subnet(subnet_id)
    item: Item = {
        "AvailabilityZone": subnet.az_name,
        "AvailabilityZoneId": subnet.az_id,
        "Groups": [],
        "Ipv6Addresses": [],
        "MacAddress": mac(interface_id),
        "NetworkInterfaceId": interface_id,
        "OwnerId": topology.account_id,
        "PrivateIpAddress": addresses[0]["PrivateIpAddress"],
        "PrivateIpAddresses": addresses,
        "RequesterManaged": False,
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": subnet_id,
        "TagSet": describe.tags(names),
        "VpcId": subnet.vpc_id,
    }
    if "Association" in addresses[0]:
        item["Association"] = addresses[0]["Association"]
    return item


def nat_interface(topology: Topology, gateway: NatGateway) -> Item:
    """Return the ENI of a zonal NAT gateway as describe-network-interfaces prints it."""
    addresses: list[Item] = []
    for number, held in enumerate(gateway.addresses):
        one: Item = {"Primary": number == 0, "PrivateIpAddress": held.private_ip}
        if held.public_ip:
            one["Association"] = _association(held.public_ip, held.allocation_id, topology.account_id)
        addresses.append(one)
    item = _interface(topology, str(gateway.interface_id), str(gateway.subnet_id), addresses, {})
    return item | {
        "Attachment": {
            "AttachmentId": f"ela-attach-0{describe.short(str(gateway.interface_id), 16)}",
            "DeleteOnTermination": False,
            "DeviceIndex": 1,
            "InstanceOwnerId": "amazon-aws",
            "Status": "attached",
        },
        "Description": f"Interface for NAT Gateway {gateway.nat_gateway_id}",
        "InterfaceType": "nat_gateway",
        "RequesterId": REQUESTER_ACCOUNT,
        "RequesterManaged": True,
        "SourceDestCheck": False,
    }


def client_interface(topology: Topology, client: Client) -> Item:
    """Return a client's ENI as describe-network-interfaces prints it."""
    addresses: list[Item] = []
    for number, address in enumerate([client.address, *client.secondary]):
        one: Item = {
            "Primary": number == 0,
            "PrivateDnsName": f"ip-{address.replace('.', '-')}.{topology.region}.compute.internal",
            "PrivateIpAddress": address,
        }
        if client.public_ip and number == 0:
            one["Association"] = _association(client.public_ip, client.allocation_id, topology.account_id)
        addresses.append(one)
    item = _interface(topology, client.interface_id, client.subnet_id, addresses, client.tags)
    item["OwnerId"] = client.owner_account or topology.account_id
    item["Groups"] = [describe.group(client.vpc_id)]
    item["InterfaceType"] = "interface"
    item["Description"] = client.description
    if client.ipv6:
        item["Ipv6Addresses"] = [{"Ipv6Address": client.ipv6, "IsPrimaryIpv6": False}]
    attachment: Item = {"DeleteOnTermination": True, "Status": "attached"}
    if client.instance_id:
        attachment |= {
            "AttachmentId": f"eni-attach-0{describe.short(client.interface_id, 16)}",
            "AttachTime": describe.CREATED,
            "DeviceIndex": 0,
            "InstanceId": client.instance_id,
            "InstanceOwnerId": item["OwnerId"],
        }
        item["TagSet"] = describe.tags({key: value for key, value in client.tags.items() if key != "Name"})
    else:
        attachment |= {
            "AttachmentId": f"ela-attach-0{describe.short(client.interface_id, 16)}",
            "DeviceIndex": 1,
            "InstanceOwnerId": "amazon-aws",
        }
        item["RequesterManaged"] = client.kind != "ecs"
        item["RequesterId"] = REQUESTER_ACCOUNT
    if client.kind in {"network_load_balancer", "transit_gateway", "vpc_endpoint", "lambda"}:
        item["InterfaceType"] = client.kind
    item["Attachment"] = attachment
    return item


def instance(topology: Topology, client: Client) -> Item:
    """Return an item of Reservations[].Instances[] of describe-instances."""
    subnet = topology.subnet(client.subnet_id)
    interface = client_interface(topology, client)
    item: Item = {
        "InstanceId": client.instance_id,
        "InstanceType": "m7g.large",
        "LaunchTime": describe.CREATED,
        "NetworkInterfaces": [interface],
        "Placement": {"AvailabilityZone": subnet.az_name, "AvailabilityZoneId": subnet.az_id, "Tenancy": "default"},
        "PrivateDnsName": interface["PrivateIpAddresses"][0]["PrivateDnsName"],
        "PrivateIpAddress": client.address,
        "SecurityGroups": [describe.group(client.vpc_id)],
        "State": {"Code": 16, "Name": "running"},
        "SubnetId": client.subnet_id,
        "Tags": describe.tags(client.tags),
        "VpcId": client.vpc_id,
    }
    if client.public_ip:
        item["PublicIpAddress"] = client.public_ip
    return item
