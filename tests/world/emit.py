"""Turns conversations into the records AWS would log: at the client's ENI, and on the four legs at the NAT gateway.

Addresses per leg: VPC user guide, flow-logs-records-examples (NAT gateway, regional NAT gateway, transit gateway) and
flow-logs-limitations (a packet to a secondary address shows the primary in dstaddr).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from tests.world.conversation import TCP, Conversation, Part, cut, remote_ipv4
from tests.world.records import Record, Value, client_base, gateway_base

if TYPE_CHECKING:
    from tests.world.topology import Client, NatGateway, Topology

SYN, SYN_ACK, FIN = 2, 18, 1
NAT64_HEADER_BYTES = 20
"""An IPv6 header is 20 bytes longer than an IPv4 one."""


class Way(NamedTuple):
    """How the packets of one direction look at one interface."""

    leg: str
    outward: bool
    """From the client to the remote."""
    direction: str
    addresses: tuple[str, str]
    packet: tuple[str, str]
    ports: tuple[int, int]
    path: int | None = None


class Emitter:
    """Emits records. The same seed and the same calls give the same records.

    `interval` is the aggregation window in seconds (60 or 600); each interface's windows begin at an offset of their
    own unless `aligned`. `jitter` moves start and end inwards by up to so many seconds.
    """

    def __init__(
        self,
        topologies: list[Topology],
        seed: int,
        *,
        interval: int = 600,
        jitter: int = 0,
        aligned: bool = False,
        next_hop_on_ingress: bool = False,
    ) -> None:
        self.topologies = topologies
        self.random = random.Random(seed)
        self.interval = interval
        self.jitter = jitter
        self.next_hop_on_ingress = next_hop_on_ingress
        self._aligned = aligned
        self._seed = seed
        self._nat_port = 1023

    def home_of(self, owner: Client | NatGateway) -> Topology:
        """Return the topology that holds the client or gateway."""
        return next(one for one in self.topologies if any(vpc.vpc_id == owner.vpc_id for vpc in one.vpcs))

    def offset(self, interface: str) -> int:
        """Return where the windows of this interface begin, in seconds after a multiple of the interval."""
        return 0 if self._aligned else random.Random(f"{self._seed}/{interface}").randrange(self.interval)

    def parts(self, talk: Conversation, interface: str) -> list[Part]:
        """Cut a conversation at the interface's window edges."""
        made = cut(talk, self.interval, self.offset(interface))
        for part in made if self.jitter else ():
            part.start = min(part.start + self.random.randint(0, self.jitter), part.end)
            part.end = max(part.end - self.random.randint(0, self.jitter), part.start)
        return made

    def rows(
        self, talk: Conversation, interface: str, base: dict[str, Value], ways: list[Way]
    ) -> list[tuple[Way, dict[str, Value]]]:
        """Return the records' values at one interface: a row per window and way that had packets."""
        return [
            (way, base | row(talk, part, way))
            for part in self.parts(talk, interface)
            for way in ways
            if (part.packets_out if way.outward else part.packets_in)
        ]

    def at_client(self, talk: Conversation, leg: str = "client", path: int | None = 1) -> list[Record]:
        """Return the rows at the client's own ENI: what it sends (traffic-path `path`) and what it gets."""
        base = client_base(self.home_of(talk.client), talk.client)
        there, back = (talk.client_ip, talk.remote_ip), (talk.remote_ip, talk.client_ip)
        ports = (talk.client_port, talk.remote_port)
        hop = self.next_hop(talk)
        ways = [
            Way(leg, True, "egress", there, there, ports, path),
            Way(leg, False, "ingress", back, back, ports[::-1]),
        ]
        return [
            Record(values | hop if way.outward or self.next_hop_on_ingress else values, leg)
            for way, values in self.rows(talk, talk.client.interface_id, base, ways)
        ]

    def next_hop(self, talk: Conversation) -> dict[str, Value]:
        """Return the version 11 next-hop fields of the client's egress rows."""
        if talk.transit:
            subnet = self.home_of(talk.transit).subnet(talk.transit.subnet_id)
            return {"next_hop_az_id": subnet.az_id, "next_hop_interface_type": "transit_gateway"}
        gateway = talk.gateway
        if gateway is None:
            return {}
        if gateway.mode == "regional":
            return {"next_hop_vpc_id": gateway.vpc_id, "next_hop_interface_type": "regional_nat_gateway"}
        return {
            "next_hop_interface_id": gateway.interface_id,
            "next_hop_subnet_id": gateway.subnet_id,
            "next_hop_az_id": self.home_of(gateway).subnet(gateway.subnet_id or "").az_id,
            "next_hop_vpc_id": gateway.vpc_id,
            "next_hop_interface_type": "nat_gateway",
        }

    def nat_port(self) -> int:
        """Return the next port of the gateway, 1024 to 65535."""
        self._nat_port = 1024 + (self._nat_port - 1023) % 64512
        return self._nat_port

    def legs(self, talk: Conversation, gateway: NatGateway) -> list[Way]:
        """Return the four legs at a gateway; only L1 of a refused conversation."""
        address = gateway.addresses[talk.gateway_address]
        regional = gateway.mode == "regional"
        # What a gateway's ENI shows for a packet that is addressed to none of its own addresses is its primary.
        primary = gateway.addresses[0].private_ip
        own = str(address.public_ip) if regional else address.private_ip
        client, remote, far = talk.client_ip, talk.remote_ip, remote_ipv4(talk.remote_ip)
        to_remote, to_client = (client, remote), (remote, client)
        inner, outer = (talk.client_port, talk.remote_port), (self.nat_port(), talk.remote_port)
        shown = to_remote if regional else (client, primary)
        ways = [
            Way("L1", True, "ingress", shown, to_remote, inner),
            Way("L2", True, "egress", (own, far), (own, far), outer, 8 if gateway.connectivity == "public" else None),
            Way("L3", False, "ingress", (far, own if regional else primary), (far, own), outer[::-1]),
            Way("L4", False, "egress", to_client if regional else (primary, client), to_client, inner[::-1], 1),
        ]
        return ways if talk.action == "ACCEPT" else ways[:1]

    def at_gateway(self, talk: Conversation) -> list[Record]:
        """Return the rows of the four legs at the NAT gateway."""
        gateway = talk.gateway
        if gateway is None:
            return []
        base = gateway_base(self.home_of(gateway), gateway, gateway.addresses[talk.gateway_address].az_id)
        made = []
        for way, values in self.rows(
            talk, gateway.interface_id or gateway.nat_gateway_id, base, self.legs(talk, gateway)
        ):
            if way.leg in {"L2", "L3"} and remote_ipv4(talk.remote_ip) != talk.remote_ip:
                shorter = NAT64_HEADER_BYTES * int(values["packets"] or 0)
                values["bytes"] = max(int(values["bytes"] or 0) - shorter, 0)
            made.append(Record(values, way.leg, gateway.nat_gateway_id))
        return made

    def at_transit(self, talk: Conversation) -> list[Record]:
        """Return the rows at the Transit Gateway's ENI in the gateway's VPC: half of the pattern of a NAT gateway."""
        if talk.transit is None:
            return []
        own = talk.transit.address
        base = client_base(self.home_of(talk.transit), talk.transit)
        ports = (talk.client_port, talk.remote_port)
        there, back = (talk.client_ip, talk.remote_ip), (talk.remote_ip, talk.client_ip)
        ways = [
            Way("transit", True, "egress", (own, talk.remote_ip), there, ports, 1),
            Way("transit", False, "ingress", (talk.remote_ip, own), back, ports[::-1]),
        ]
        return [Record(values, way.leg) for way, values in self.rows(talk, talk.transit.interface_id, base, ways)]


def row(talk: Conversation, part: Part, way: Way) -> dict[str, Value]:
    """Return the values of one record that depend on the traffic; the interface's own come from its base."""
    flags = 0
    if talk.protocol == TCP:
        opening = SYN if way.outward else SYN_ACK
        flags = (opening if part.is_first else 0) | (FIN if part.is_last else 0)
    service = talk.flow_service
    return {
        "srcaddr": way.addresses[0],
        "dstaddr": way.addresses[1],
        "srcport": way.ports[0],
        "dstport": way.ports[1],
        "protocol": talk.protocol,
        "packets": part.packets_out if way.outward else part.packets_in,
        "bytes": part.bytes_out if way.outward else part.bytes_in,
        "start": part.start,
        "end": part.end,
        "action": talk.action,
        "log_status": "OK",
        "tcp_flags": flags,
        "type": "IPv6" if ":" in way.packet[0] else "IPv4",
        "pkt_srcaddr": way.packet[0],
        "pkt_dstaddr": way.packet[1],
        "pkt_src_aws_service": None if way.outward else service,
        "pkt_dst_aws_service": service if way.outward else None,
        "flow_direction": way.direction,
        "traffic_path": way.path,
    }
