"""Adds things to a topology, giving out ids and addresses, so that a world reads like a drawing of the network."""

from __future__ import annotations

import ipaddress
from typing import Any

from tests.world.topology import (
    Client,
    Ids,
    NatAddress,
    NatGateway,
    PrefixList,
    Remote,
    Route,
    RouteTable,
    Subnet,
    Topology,
    Vpc,
    VpcEndpoint,
)

ELASTIC_IPS = "18.162.0.0/16"
"""EC2 address space of ap-east-1 in ip-ranges.json; Elastic IPs are invented inside it unless told otherwise."""


class Builder:
    """Builds a `Topology` piece by piece. The order of the calls and the seed decide every id and address."""

    def __init__(
        self, account_id: str, region: str, az_ids: dict[str, str], seed: int = 1, elastic_ips: str = ELASTIC_IPS
    ) -> None:
        self.topology = Topology(account_id, region, az_ids, Ids(seed))
        self._next_host: dict[str, int] = {}
        self._next_elastic = int(ipaddress.ip_network(elastic_ips)[33 * 256 + 10 + seed % 100 * 256])

    def vpc(self, name: str, cidr: str, *, internet: bool = True, **more: Any) -> Vpc:
        """Add a VPC, with an internet gateway unless told otherwise, and its main route table (local routes only)."""
        new = self.topology.ids.new
        made = Vpc(new("vpc"), [cidr], name, new("igw") if internet else None, **more)
        self.topology.vpcs.append(made)
        self.table(made, f"{name}-main", main=True)
        return made

    def table(self, vpc: Vpc, name: str, routes: dict[str, str] | None = None, *, main: bool = False) -> RouteTable:
        """Add a route table; `routes` maps destination to target."""
        pairs = [Route(destination, target) for destination, target in (routes or {}).items()]
        made = RouteTable(self.topology.ids.new("rtb"), vpc.vpc_id, name, pairs, main)
        self.topology.route_tables.append(made)
        return made

    def subnet(self, vpc: Vpc, name: str, cidr: str, az_name: str, table: RouteTable | None = None) -> Subnet:
        """Add a subnet in the named AZ; without a table it uses the VPC's main one."""
        table_id = table.route_table_id if table else None
        az_id = self.topology.az_names[az_name]
        made = Subnet(self.topology.ids.new("subnet"), vpc.vpc_id, cidr, az_name, az_id, name, table_id)
        self.topology.subnets.append(made)
        return made

    def address(self, subnet: Subnet) -> str:
        """Return the next free address of the subnet; the first ten are AWS's and the base's."""
        host = self._next_host.get(subnet.subnet_id, 10)
        self._next_host[subnet.subnet_id] = host + 1
        return str(ipaddress.ip_network(subnet.cidr)[host])

    def elastic(self) -> tuple[str, str]:
        """Return a new Elastic IP and its allocation id."""
        self._next_elastic += 7
        return str(ipaddress.ip_address(self._next_elastic)), self.topology.ids.new("eipalloc")

    def nat(self, name: str, subnet: Subnet, addresses: int = 1, connectivity: str = "public") -> NatGateway:
        """Add a zonal NAT gateway with 1 to 8 private addresses, each with an Elastic IP when it is public."""
        held = []
        for _ in range(addresses):
            public, allocation = self.elastic() if connectivity == "public" else (None, None)
            held.append(NatAddress(self.address(subnet), public, allocation, subnet.az_name, subnet.az_id))
        new = self.topology.ids.new
        made = NatGateway(new("nat"), subnet.vpc_id, name, held, subnet.subnet_id, new("eni"), connectivity)
        self.topology.nat_gateways.append(made)
        return made

    def regional_nat(self, name: str, vpc: Vpc, az_names: list[str]) -> NatGateway:
        """Add a regional NAT gateway with one Elastic IP in each AZ."""
        held = []
        for az_name in az_names:
            public, allocation = self.elastic()
            held.append(NatAddress("", public, allocation, az_name, self.topology.az_names[az_name]))
        made = NatGateway(self.topology.ids.new("nat"), vpc.vpc_id, name, held, mode="regional")
        self.topology.nat_gateways.append(made)
        return made

    def client(self, name: str, subnet: Subnet, *, public: bool = False, secondary: int = 0, **more: Any) -> Client:
        """Add an ENI; `more` are fields of `Client`. An instance gets an instance id and a Name tag."""
        made = Client(self.topology.ids.new("eni"), subnet.vpc_id, subnet.subnet_id, self.address(subnet), name, **more)
        made.secondary = made.secondary + [self.address(subnet) for _ in range(secondary)]
        if made.kind == "instance":
            made.instance_id = made.instance_id or self.topology.ids.new("i")
            made.tags = {"Name": name, **made.tags}
        if public:
            made.public_ip, made.allocation_id = self.elastic()
        self.topology.clients.append(made)
        return made

    def remote(self, name: str, *addresses: str, **truth: Any) -> Remote:
        """Add a remote; `truth` are fields of `Remote`."""
        made = Remote(name, list(addresses), **truth)
        self.topology.remotes.append(made)
        return made

    def prefix_list(self, service: str, *cidrs: str) -> PrefixList:
        """Add the region's managed prefix list of s3, dynamodb or s3express. The id is invented."""
        tail = self.topology.ids.new("pl")[-8:]
        made = PrefixList(f"pl-{tail}", f"com.amazonaws.{self.topology.region}.{service}", list(cidrs))
        self.topology.prefix_lists.append(made)
        return made

    def gateway_endpoint(self, vpc: Vpc, prefix_list: PrefixList, *tables: RouteTable) -> VpcEndpoint:
        """Add a gateway endpoint for the prefix list's service and its routes in these tables."""
        made = VpcEndpoint(self.topology.ids.new("vpce"), vpc.vpc_id, prefix_list.name)
        for table in tables:
            made.route_table_ids.append(table.route_table_id)
            table.routes.append(Route(prefix_list.prefix_list_id, made.vpc_endpoint_id))
        self.topology.endpoints.append(made)
        return made

    def interface_endpoint(
        self, vpc: Vpc, service: str, subnets: list[Subnet], *, private_dns: bool = True
    ) -> VpcEndpoint:
        """Add an interface endpoint with an ENI in each subnet."""
        service_name = f"com.amazonaws.{self.topology.region}.{service}"
        made = VpcEndpoint(
            self.topology.ids.new("vpce"), vpc.vpc_id, service_name, "Interface", private_dns=private_dns
        )
        for subnet in subnets:
            text = f"VPC Endpoint Interface {made.vpc_endpoint_id}"
            interface = self.client(f"{service}-endpoint", subnet, kind="vpc_endpoint", description=text)
            made.subnet_ids.append(subnet.subnet_id)
            made.interface_ids.append(interface.interface_id)
        self.topology.endpoints.append(made)
        return made
