"""The rules of docs/numbers.md told a second time in plain Python, which shares nothing with the SQL.

A test compares it with the program. It knows a network by a few plain values and takes no care of speed.
"""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HOUR = 3600
MOST_BYTES = 10**14
NAT64 = "64:ff9b::"
MOST = {"srcport": 65535, "dstport": 65535, "protocol": 255}
USEFUL = (
    "srcport", "dstport", "protocol", "log_status", "vpc_id", "subnet_id", "instance_id", "pkt_srcaddr",
    "pkt_dstaddr", "az_id", "pkt_src_aws_service", "pkt_dst_aws_service", "flow_direction", "traffic_path",
    "ecs_cluster_name", "ecs_service_name", "ecs_task_id", "resource_id", "instance_tag", "instance_tag_2",
    "interface_tag", "interface_tag_2", "asg_tag", "asg_tag_2", "interface_type", "next_hop_interface_id",
    "next_hop_az_id", "next_hop_vpc_id", "next_hop_interface_type",
)  # fmt: skip
RANK = {"nat_eni": 0, "regional": 0, "next_hop": 1, "route": 2, "nat_eni_v2": 3}
INSIDE = [ipaddress.ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")]
Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass
class Network:
    """What the telling knows: gateways by ENI, networks of our own, subnets with their routes, interfaces' subnets."""

    gateways: dict[str, tuple[str, set[str]]]
    """ENI id to gateway id and the gateway's addresses."""
    own_cidrs: list[str]
    subnets: dict[str, tuple[str, list[tuple[str, str]]]]
    """Subnet id to its CIDR and the routes (destination, target) of its table, prefix lists written out."""
    interfaces: dict[str, str]
    """ENI id of a client to its subnet's id."""
    private: dict[str, list[str]] = field(default_factory=dict)
    """The CIDRs of a private gateway's VPC, outside of which its remotes are."""

    def is_inside(self, address: str, gateway: str | None = None) -> bool:
        """Tell whether an address is in private space or our own; of a private gateway, in its VPC."""
        number = ipaddress.ip_address(address)
        if gateway in self.private:
            return any(number in ipaddress.ip_network(block) for block in self.private[gateway])
        return any(number in block for block in (*INSIDE, *map(ipaddress.ip_network, self.own_cidrs)))

    def way(self, subnet_id: str, remote: str) -> str | None:
        """Return the gateway that the longest prefix leads to."""
        number = ipaddress.ip_address(remote)
        routes = [(ipaddress.ip_network(to), target) for to, target in self.subnets[subnet_id][1]]
        found = max(((block.prefixlen, target) for block, target in routes if number in block), default=(0, ""))
        return found[1] if found[1].startswith("nat-") else None


@dataclass
class Sums:
    """What one log delivered of one interface in one hour."""

    legs: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    first: int = 2**62
    last: int = 0


@dataclass
class Told:
    """All that the logs tell: candidate rows, and what each log delivered."""

    flows: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    """(hour, log, capture, gateway, ENI, client, remote, port, protocol) to bytes out, bytes in, packets."""
    logs: dict[Key, Sums] = field(default_factory=lambda: defaultdict(Sums))
    """(hour, log, capture, gateway, ENI) to sums."""
    fields: dict[str, int] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Log to its damaged lines and the records that cannot be used."""

    def add(self, row: Row, where: Key, leg: str, ends: Key | None, *, out: bool = True) -> None:
        """Add a record to its hours: pro rata in whole bytes, the rest to the last, packets to the first."""
        start, end = row["start"], max(row["start"], row["end"])
        size = max(row["bytes"] or 0, 0) if leg not in {"nodata", "skipdata", "none"} else 0
        hours = list(range(start - start % HOUR, max(end, start + 1), HOUR))
        shares = [
            size * (min(end, one + HOUR) - max(start, one)) // (end - start) if end > start else 0 for one in hours
        ]
        shares[-1] = size - sum(shares[:-1])
        for number, (hour, share) in enumerate(zip(hours, shares, strict=True)):
            held = self.logs[hour, *where]
            held.legs[leg] += share
            held.legs[f"{leg} records"] += number == 0
            held.first, held.last = min(held.first, max(start, hour)), max(held.last, min(end, hour + HOUR))
            if ends:
                flow = self.flows[hour, *where, *ends]
                flow[0 if out else 1] += share
                flow[2] += max(row["packets"] or 0, 0) if number == 0 else 0


NUMBERS = {"srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "traffic_path"}


def read(paths: Iterable[Path]) -> Iterator[tuple[str, list[str], Row]]:
    """Yield flow log, columns and values of every record; a file name counts once, wherever it lies."""
    by_name = {path.name: path for path in paths}
    for name, path in sorted(by_name.items()):
        log = name.split("_")[3]
        lines = path.read_text().splitlines()
        columns = lines[0].replace("-", "_").split(" ")
        for line in lines[1:]:
            values = line.split(" ")
            if len(values) != len(columns):
                yield log, columns, {"is_damaged": True}
                continue
            row: Row = dict.fromkeys((*NUMBERS, *USEFUL))
            for column, value in zip(columns, values, strict=True):
                known = None if value == "-" else value
                row[column] = int(known) if known and column in NUMBERS else known
                most = MOST.get(column, MOST_BYTES if column in "packets bytes start end" else 2**31 - 1)
                if column in NUMBERS and known and not -MOST_BYTES * (column not in MOST) <= int(known) <= most:
                    row[column] = None
            yield log, columns, row


def tell(paths: Iterable[Path], network: Network) -> Told:
    """Return what the logs tell."""
    told = Told()
    for log, columns, row in read(paths):
        told.fields[log] = sum(column in columns for column in USEFUL)
        if row.get("is_damaged"):
            told.bad[log] += 1
        elif row["interface_id"] in network.gateways:
            _at_gateway(told, log, row, network, has_packet="pkt_srcaddr" in columns)
        elif (row["resource_id"] or "").startswith("nat-"):
            _at_regional(told, log, row, network)
        elif row["action"] == "ACCEPT" and row["interface_id"] in network.interfaces:
            _at_client(told, log, row, network, columns)
    return told


def _status(row: Row) -> str:
    """Return ok, reject, nodata, skipdata or bad."""
    start, end = row["start"], row["end"]
    if start is None or end is None or not 1262304000 <= start <= 4102444800 or not start - 600 <= end <= start + 86400:
        return "bad"
    is_plausible = row["bytes"] is not None and 0 <= row["bytes"] <= MOST_BYTES
    if row["action"] == "ACCEPT":
        return "ok" if is_plausible else "bad"
    if row["log_status"] in {"NODATA", "SKIPDATA"}:
        return str(row["log_status"]).lower()
    if row["log_status"] is None and row["bytes"] is None and row["action"] is None:
        return "nodata"
    return "reject" if row["action"] == "REJECT" and (is_plausible or row["bytes"] is None) else "bad"


def _port(row: Row, side: str) -> int | None:
    ports = [row[one] for one in ("srcport", "dstport") if row[one] is not None]
    port: int | None = row[side] if min(ports, default=2**16) < 32768 else None
    return port


def _leg(told: Told, row: Row, where: Key, leg: str, pair: tuple[str | None, str | None]) -> None:
    """Add a record on one of the four legs; `pair` is client and remote."""
    side = "dstport" if leg == "l1" else "srcport"
    ends = (*pair, _port(row, side), row["protocol"]) if leg in {"l1", "l4"} else None
    told.add(row, where, leg, ends, out=leg == "l1")


def _at_gateway(told: Told, log: str, row: Row, network: Network, *, has_packet: bool) -> None:
    gateway, own = network.gateways[row["interface_id"]]
    where = (log, "nat_eni" if has_packet else "nat_eni_v2", gateway, row["interface_id"])
    status = _status(row)
    if status != "ok":
        if status == "bad":
            told.bad[log] += 1
        else:
            told.add(row, where, status, None)
        return
    source, target = row["srcaddr"], row["dstaddr"]
    client: str | None
    remote: str | None
    if has_packet:
        if row["pkt_srcaddr"] is None or row["pkt_dstaddr"] is None:
            told.bad[log] += 1
            told.add(row, where, "none", None)
            return
        source_end, target_end = row["pkt_srcaddr"], row["pkt_dstaddr"]
        if source in own:
            leg, client, remote = ("l2" if source_end in own else "l4"), target_end, source_end
        elif target in own:
            leg, client, remote = ("l3" if target_end in own else "l1"), source_end, target_end
        elif target_end.startswith(NAT64):
            leg, client, remote = "l1", source_end, target_end
        elif source_end.startswith(NAT64):
            leg, client, remote = "l4", target_end, source_end
        else:
            told.bad[log] += 1
            return
    else:
        peer = target if source in own else source if target in own else None
        if peer is None:
            told.bad[log] += 1
            return
        leg = {(True, True): "l4", (True, False): "l2", (False, True): "l1", (False, False): "l3"}[
            source in own, network.is_inside(peer, gateway)
        ]
        client, remote = peer, None
    _leg(told, row, where, leg, (client, remote))


def _at_regional(told: Told, log: str, row: Row, network: Network) -> None:
    where = (log, "regional", row["resource_id"], None)
    status = _status(row)
    if status in {"bad", "ok"} and (status == "bad" or row["srcaddr"] is None or row["dstaddr"] is None):
        told.bad[log] += 1
        return
    if status != "ok":
        told.add(row, where, status, None)
        return
    inside = (network.is_inside(row["srcaddr"]), network.is_inside(row["dstaddr"]))
    way = row["flow_direction"]
    if inside == (True, True) and way not in {"ingress", "egress"}:
        told.bad[log] += 1
        return
    if inside in {(True, False), (False, True)}:
        leg = "l1" if inside[0] else "l4"
    elif inside[0]:
        leg = "l1" if way == "ingress" else "l4"
    else:
        leg = "l3" if way == "ingress" else "l2"
    client, remote = (row["srcaddr"], row["dstaddr"]) if leg == "l1" else (row["dstaddr"], row["srcaddr"])
    _leg(told, row, where, leg, (client, remote))


def _at_client(told: Told, log: str, row: Row, network: Network, columns: list[str]) -> None:
    """Add a record of a client's ENI that a next hop or a route leads to a gateway."""
    subnet = network.interfaces[row["interface_id"]]
    block = ipaddress.ip_network(network.subnets[subnet][0])
    source, target = (one and ipaddress.ip_address(one) in block for one in (row["srcaddr"], row["dstaddr"]))
    out = source and not target
    if "flow_direction" in columns:
        if row["flow_direction"] not in {"egress", "ingress"}:
            return
        out = row["flow_direction"] == "egress"
    elif source == target:
        return
    client, remote = (row["srcaddr"], row["dstaddr"]) if out else (row["dstaddr"], row["srcaddr"])
    client = (row.get("pkt_srcaddr") if out else row.get("pkt_dstaddr")) or client
    hop = row.get("next_hop_interface_id")
    near, far = ("srcport", "dstport") if out else ("dstport", "srcport")
    gateway = network.gateways[hop][0] if hop in network.gateways else network.way(subnet, remote) if remote else None
    if gateway is None or (hop and hop not in network.gateways) or (not hop and 2 <= (row["traffic_path"] or 0) <= 8):
        return
    if _status(row) != "ok":
        told.bad[log] += 1
        return
    has_hops = "next_hop_interface_id" in columns
    capture = "next_hop" if hop else "reply" if has_hops and not out else "route"
    where = (log, capture, gateway, row["interface_id"])
    if not hop and row[near] is not None and row[far] is not None and row[near] < 32768 <= row[far]:
        told.add(row, where, "inbound", None)
        return
    told.add(row, where, "l1" if out else "l4", (client, remote, _port(row, far), row["protocol"]), out=bool(out))


def hour_of(second: int) -> datetime:
    """Return the hour as the tables have it."""
    return datetime.fromtimestamp(second, UTC).replace(tzinfo=None)
