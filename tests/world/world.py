"""A world: networks, what happened in them, the records of it, and the truth."""

from __future__ import annotations

import random
from typing import Any

from tests.world.conversation import Conversation
from tests.world.emit import Emitter
from tests.world.records import Record, Value, client_base, gateway_base
from tests.world.topology import Client, NatGateway, Remote, Topology
from tests.world.truth import counted, leg_rows, truth_rows

Pair = tuple[int, int]


class World:
    """Collects records while things are made to happen in it. Deterministic for a seed and an order of calls."""

    def __init__(self, *topologies: Topology, seed: int = 1, **emitter: Any) -> None:
        self.topologies = list(topologies)
        self.topology = topologies[0]
        self.random = random.Random(seed)
        self.emitter = Emitter(self.topologies, seed, **emitter)
        self.records: list[Record] = []

    def _talk(self, client: Client, remote: Remote, span: Pair, size: Pair, **more: Any) -> Conversation:
        chance = self.random
        is_ping = remote.protocol == 1
        usual: dict[str, Any] = {
            "client_ip": client.address,
            "remote_ip": more.get("remote_ip") or chance.choice(remote.addresses),
            "client_port": 0 if is_ping else chance.randrange(32768, 61000),
            "remote_port": 0 if is_ping else remote.port,
            "protocol": remote.protocol,
            "flow_service": remote.flow_service,
        }
        start, end = span
        out, back = size
        return Conversation(client=client, start=start, end=end, bytes_out=out, bytes_in=back, **usual | more)

    def through_nat(
        self, client: Client, remote: Remote, gateway: NatGateway, span: Pair, size: Pair, **more: Any
    ) -> list[Record]:
        """Let a client talk to a remote through a gateway; return the records, which the world keeps.

        `span` is (start, end) in unix seconds, `size` (bytes out, bytes in). `more` are fields of `Conversation`:
        client_ip, remote_ip, client_port, remote_port, gateway_address, transit, action.
        """
        talk = self._talk(client, remote, span, size, gateway=gateway, **more)
        made = self.emitter.at_client(talk) + self.emitter.at_transit(talk) + self.emitter.at_gateway(talk)
        self.records += made
        return made

    def beside_nat(self, client: Client, remote: Remote, path: int, span: Pair, size: Pair, **more: Any) -> None:
        """Let a client talk past the gateway: `path` 7 a gateway endpoint, 8 the internet gateway."""
        talk = self._talk(client, remote, span, size, **more)
        self.records += self.emitter.at_client(talk, "endpoint" if path == 7 else "internet", path)

    def inbound(self, client: Client, remote: Remote, span: Pair, size: Pair, port: int = 443) -> None:
        """Let a remote open a connection to the client through a load balancer that keeps the remote's address."""
        ports = {"client_port": port, "remote_port": self.random.randrange(32768, 61000)}
        talk = self._talk(client, remote, span, size, **ports)
        self.records += self.emitter.at_client(talk, "inbound")

    def east_west(
        self, client: Client, server: Client, span: Pair, size: Pair, port: int = 443, *, ipv6: bool = False
    ) -> None:
        """Let two ENIs talk inside the network: rows at both."""
        here, there = (client.ipv6, server.ipv6) if ipv6 else (client.address, server.address)
        if here is None or there is None:
            raise ValueError(f"{client.name} and {server.name} need IPv6 addresses for this")
        near = self.random.randrange(32768, 61000)
        (start, end), (out, back) = span, size
        asks = Conversation(client, here, there, start, end, out, back, near, port)
        answers = Conversation(server, there, here, start, end, back, out, port, near)
        self.records += self.emitter.at_client(asks, "east_west") + self.emitter.at_client(answers, "east_west")

    def scan(self, gateway: NatGateway, scanner: str, port: int, start: int, packets: int = 1) -> None:
        """Let someone on the internet knock at the gateway: an L3 record, ACCEPT though the gateway drops it."""
        address = self.random.choice(gateway.addresses)
        base = gateway_base(self.emitter.home_of(gateway), gateway, address.az_id)
        regional = gateway.mode == "regional"
        own = str(address.public_ip) if regional else address.private_ip
        shown = own if regional else gateway.addresses[0].private_ip
        values: dict[str, Value] = {
            "srcaddr": scanner,
            "dstaddr": shown,
            "pkt_srcaddr": scanner,
            "pkt_dstaddr": own,
            "dstport": port,
            "action": "ACCEPT",
        }
        self.records.append(Record(base | values | self._knock(start, packets), "L3", gateway.nat_gateway_id))

    def reject(self, client: Client, stranger: str, port: int, start: int, packets: int = 1) -> None:
        """Let someone knock at a client's ENI and be refused by its security group."""
        base = client_base(self.emitter.home_of(client), client)
        values: dict[str, Value] = {
            "srcaddr": stranger,
            "dstaddr": client.address,
            "pkt_srcaddr": stranger,
            "pkt_dstaddr": client.address,
            "dstport": port,
            "action": "REJECT",
        }
        self.records.append(Record(base | values | self._knock(start, packets), "reject"))

    def _knock(self, start: int, packets: int) -> dict[str, Value]:
        return {
            "srcport": self.random.randrange(32768, 61000),
            "protocol": 6,
            "packets": packets,
            "bytes": 40 * packets,
            "start": start,
            "end": start + 55 * (packets > 1),
            "log_status": "OK",
            "tcp_flags": 2,
            "type": "IPv4",
            "flow_direction": "ingress",
        }

    def silence(self, owner: Client | NatGateway, start: int, end: int, status: str = "NODATA") -> None:
        """Write NODATA (or SKIPDATA) records for an interface, one per aggregation window of [start, end)."""
        home = self.emitter.home_of(owner)
        base = client_base(home, owner) if isinstance(owner, Client) else gateway_base(home, owner)
        kept = ("account_id", "interface_id", "vpc_id", "subnet_id", "instance_id", "region", "az_id", "resource_id")
        known = {name: base[name] for name in kept if name in base}
        step = self.emitter.interval
        offset = self.emitter.offset(str(base.get("interface_id")))
        edge = (start - offset) // step * step + offset
        while edge < end:
            first, last = max(edge, start), min(edge + step, end)
            if first < last:
                values: dict[str, Value] = {"start": first, "end": last, "log_status": status}
                self.records.append(Record(known | values, status.lower()))
            edge += step

    def truth(self) -> list[dict[str, Any]]:
        """Return the exact answer per hour, gateway, client, remote, port and protocol; see `truth_rows`."""
        return truth_rows(self.records)

    def legs(self) -> list[dict[str, Any]]:
        """Return the sums of the four legs per hour and gateway; see `leg_rows`."""
        return leg_rows(self.records)

    def counted_bytes(self) -> int:
        """Return all bytes that count, over everything."""
        return sum(int(record.values["bytes"] or 0) for record in counted(self.records))

    def truth_by_name(self) -> list[dict[str, Any]]:
        """Return the truth folded to source name, service, service region and served_by, largest first."""
        sums: dict[tuple[str, str, str, str], list[int]] = {}
        for row in self.truth():
            client = next((c for one in self.topologies if (c := one.client_at(row["client_ip"]))), None)
            remote = next((r for one in self.topologies if (r := one.remote_at(row["remote_ip"]))), None)
            key = (
                client.name if client else row["client_ip"],
                (remote.service or "") if remote else "unknown",
                (remote.service_region or "") if remote else "",
                remote.served_by if remote else "unknown",
            )
            total = sums.setdefault(key, [0, 0])
            total[0] += row["bytes_out"]
            total[1] += row["bytes_in"]
        names = ("source_name", "service", "service_region", "served_by")
        rows = [
            dict(zip(names, key, strict=True)) | {"bytes_out": out, "bytes_in": back, "bytes": out + back}
            for key, (out, back) in sums.items()
        ]
        return sorted(rows, key=lambda row: (-int(row["bytes"]), *(str(row[name]) for name in names)))

    def at(self, *interface_ids: str) -> list[Record]:
        """Return the records these interfaces logged."""
        return [record for record in self.records if record.interface_id in interface_ids]

    def of_gateways(self) -> list[Record]:
        """Return the records logged at the gateways, whatever their kind."""
        return [record for record in self.records if self._is_gateways(record)]

    def of_clients(self) -> list[Record]:
        """Return the records logged at everything but the gateways."""
        return [record for record in self.records if not self._is_gateways(record)]

    def _is_gateways(self, record: Record) -> bool:
        return bool(record.values.get("resource_id")) or record.interface_id in {
            gateway.interface_id for one in self.topologies for gateway in one.nat_gateways if gateway.interface_id
        }
