"""What an invented network consists of: one account in one region, and the remotes outside it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.world.flowlog import FlowLog


class Ids:
    """Gives out AWS-like resource ids, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def new(self, prefix: str) -> str:
        """Return an id such as eni-0123456789abcdef0 for the prefix eni."""
        return f"{prefix}-0{self._random.getrandbits(64):016x}"


@dataclass
class Vpc:
    """A VPC. `igw_id` is None where it has no internet gateway."""

    vpc_id: str
    cidrs: list[str]
    name: str
    igw_id: str | None = None
    ipv6_cidr: str | None = None
    dns_support: bool = True
    dns_hostnames: bool = True


@dataclass
class Route:
    """A route: `destination` is a CIDR (IPv4 or IPv6) or a prefix list id, `target` any id AWS allows, or local."""

    destination: str
    target: str
    state: str = "active"


@dataclass
class RouteTable:
    """A route table. The local routes are not listed: the inventory adds them."""

    route_table_id: str
    vpc_id: str
    name: str
    routes: list[Route] = field(default_factory=list)
    is_main: bool = False


@dataclass
class Subnet:
    """A subnet. `route_table_id` None means that it uses the VPC's main table."""

    subnet_id: str
    vpc_id: str
    cidr: str
    az_name: str
    az_id: str
    name: str
    route_table_id: str | None = None
    map_public_ip: bool = False


@dataclass
class NatAddress:
    """One address of a NAT gateway. `az_id` matters for regional gateways alone."""

    private_ip: str
    public_ip: str | None = None
    allocation_id: str | None = None
    az_name: str | None = None
    az_id: str | None = None


@dataclass
class NatGateway:
    """A NAT gateway; its first address is the primary one. A regional one has no subnet and no visible ENI."""

    nat_gateway_id: str
    vpc_id: str
    name: str
    addresses: list[NatAddress]
    subnet_id: str | None = None
    interface_id: str | None = None
    connectivity: str = "public"
    mode: str = "zonal"
    created: str = "2026-01-12T03:04:05+00:00"
    state: str = "available"


@dataclass
class EcsTask:
    """What flow logs of version 7 say of an ECS task's ENI."""

    cluster_name: str
    service_name: str | None
    task_id: str


@dataclass
class Client:
    """An ENI in the network.

    `kind`: instance, ecs, lambda, network_load_balancer, transit_gateway, vpc_endpoint or interface.
    """

    interface_id: str
    vpc_id: str
    subnet_id: str
    address: str
    name: str
    kind: str = "instance"
    instance_id: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    secondary: list[str] = field(default_factory=list)
    ipv6: str | None = None
    ecs: EcsTask | None = None
    description: str = ""
    public_ip: str | None = None
    allocation_id: str | None = None
    owner_account: str | None = None
    in_inventory: bool = True

    @property
    def addresses(self) -> list[str]:
        """Every address of the ENI, the primary first."""
        return [self.address, *self.secondary, *([self.ipv6] if self.ipv6 else [])]


@dataclass
class Remote:
    """Something outside, and what a correct program says of it.

    `flow_service` is the pkt-*-aws-service value; `service`, `service_region`, `served_by` and `evidence` are the truth
    by addresses alone (no DNS logs), in the words of the schema.
    """

    name: str
    addresses: list[str]
    port: int = 443
    protocol: int = 6
    service: str | None = "internet"
    service_region: str | None = None
    served_by: str = "nat_only"
    evidence: str = "none"
    flow_service: str | None = None


@dataclass
class VpcEndpoint:
    """A VPC endpoint; `interface_ids` are ENIs among the topology's clients."""

    vpc_endpoint_id: str
    vpc_id: str
    service_name: str
    kind: str = "Gateway"
    route_table_ids: list[str] = field(default_factory=list)
    subnet_ids: list[str] = field(default_factory=list)
    interface_ids: list[str] = field(default_factory=list)
    private_dns: bool = False
    state: str = "available"


@dataclass
class PrefixList:
    """A managed prefix list of AWS, such as com.amazonaws.ap-east-1.s3."""

    prefix_list_id: str
    name: str
    cidrs: list[str]
    family: str = "IPv4"


@dataclass
class Topology:
    """One account in one region."""

    account_id: str
    region: str
    az_names: dict[str, str]
    """AZ name to AZ id, such as ap-east-1a to ape1-az1."""
    ids: Ids
    vpcs: list[Vpc] = field(default_factory=list)
    subnets: list[Subnet] = field(default_factory=list)
    route_tables: list[RouteTable] = field(default_factory=list)
    nat_gateways: list[NatGateway] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    remotes: list[Remote] = field(default_factory=list)
    endpoints: list[VpcEndpoint] = field(default_factory=list)
    prefix_lists: list[PrefixList] = field(default_factory=list)
    flow_logs: list[FlowLog] = field(default_factory=list)
    transit_gateway_attachments: list[dict[str, object]] = field(default_factory=list)
    """Items as describe-transit-gateway-attachments prints them."""
    query_logged: list[str] | None = None
    """VPCs whose Resolver queries are logged; None where nobody asked."""

    def vpc(self, vpc_id: str) -> Vpc:
        """Return the VPC with this id."""
        return next(one for one in self.vpcs if one.vpc_id == vpc_id)

    def subnet(self, subnet_id: str) -> Subnet:
        """Return the subnet with this id."""
        return next(one for one in self.subnets if one.subnet_id == subnet_id)

    def gateway(self, nat_gateway_id: str) -> NatGateway:
        """Return the NAT gateway with this id."""
        return next(one for one in self.nat_gateways if one.nat_gateway_id == nat_gateway_id)

    def client_at(self, address: str) -> Client | None:
        """Return the ENI that holds the address, or None."""
        return next((one for one in self.clients if address in one.addresses), None)

    def remote_at(self, address: str) -> Remote | None:
        """Return the remote that holds the address, or None."""
        return next((one for one in self.remotes if address in one.addresses), None)

    def remote(self, name: str) -> Remote:
        """Return the remote with this name."""
        return next(one for one in self.remotes if one.name == name)

    def client(self, name: str) -> Client:
        """Return the client with this name."""
        return next(one for one in self.clients if one.name == name)
