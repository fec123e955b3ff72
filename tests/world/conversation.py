"""A conversation between a client and a remote, and how it is cut into aggregation windows."""

from __future__ import annotations

import ipaddress
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.world.topology import Client, NatGateway

TCP = 6


@dataclass
class Conversation:
    """One connection. Bytes include the IP header; `end` is exclusive; times are unix seconds."""

    client: Client
    client_ip: str
    remote_ip: str
    start: int
    end: int
    bytes_out: int
    bytes_in: int
    client_port: int
    remote_port: int
    protocol: int = TCP
    packets_out: int = 0
    packets_in: int = 0
    gateway: NatGateway | None = None
    gateway_address: int = 0
    """Which of the gateway's addresses it uses."""
    transit: Client | None = None
    """The Transit Gateway's ENI in the gateway's VPC that hands the packets over."""
    flow_service: str | None = None
    action: str = "ACCEPT"


@dataclass(slots=True)
class Part:
    """The share of a conversation in one aggregation window of one interface."""

    start: int
    end: int
    bytes_out: int
    bytes_in: int
    packets_out: int
    packets_in: int
    is_first: bool
    is_last: bool


def cut(talk: Conversation, interval: int, offset: int) -> list[Part]:
    """Cut a conversation at the edges of windows that begin `offset` seconds after multiples of `interval`.

    Bytes are shared by time, in whole bytes that sum to the conversation's exactly; a part with bytes has a packet.
    """
    first = (talk.start - offset) // interval * interval + offset + interval
    edges = [talk.start, *range(first, talk.end, interval), max(talk.end, talk.start)]
    lasting = max(talk.end - talk.start, 1)

    def shares(total: int) -> list[int]:
        reached = [total * (edge - talk.start) // lasting for edge in edges[:-1]] + [total]
        return [after - before for before, after in itertools.pairwise(reached)]

    out, back = shares(talk.bytes_out), shares(talk.bytes_in)
    sent = shares(talk.packets_out or packets_for(talk.bytes_out))
    got = shares(talk.packets_in or packets_for(talk.bytes_in))
    last = len(edges) - 2
    return [
        Part(
            edges[i],
            edges[i + 1],
            out[i],
            back[i],
            max(sent[i], int(out[i] > 0)),
            max(got[i], int(back[i] > 0)),
            i == 0,
            i == last,
        )
        for i in range(last + 1)
    ]


def packets_for(total: int) -> int:
    """Return a plausible number of packets for so many bytes."""
    return -(-total // 1400)


def remote_ipv4(remote: str) -> str:
    """Return the IPv4 address behind a NAT64 address (64:ff9b::/96), any other address unchanged."""
    if not remote.startswith("64:ff9b::"):
        return remote
    return str(ipaddress.IPv4Address(int(ipaddress.IPv6Address(remote)) & 0xFFFFFFFF))
