"""The program against a second telling of its rules, on worlds of random hostile records."""

from __future__ import annotations

import random
import shutil
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.capture_world import found
from tests.pipeline import broken_checks, opened, run_local
from tests.second_choice import count, covered
from tests.second_telling import Network, Told, hour_of, tell
from tests.world import fields_up_to, write_inventory
from tests.world.builder import Builder
from tests.world.remotes import S3_PREFIXES
from tests.world.small import AZ_IDS, START

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.world.topology import Client, NatGateway, Topology

REMOTES = ("198.51.100.10", "203.0.113.24", "52.95.160.20", "140.82.112.4", "10.77.1.10", "172.20.0.9")
NAT64 = ("64:ff9b::c633:640a", "64:ff9b::345f:a014")
OUTSIDE = ("10.1.0.10", "10.77.1.10", "172.20.0.5", "10.0.16.99")
Values = dict[str, Any]


def network(seed: int) -> Topology:
    """Two VPCs: one with two zonal gateways, whose second has few logs, and two private ones; one with a regional."""
    build = Builder("111122223333", "ap-east-1", AZ_IDS, seed)
    shop = build.vpc("shop", "10.0.0.0/16", ipv6_cidr="2406:da18:77c:6100::/56")
    public = build.table(shop, "public", {"0.0.0.0/0": str(shop.igw_id)})
    outside = build.subnet(shop, "public-1a", "10.0.0.0/24", "ap-east-1a", public)
    nats = [build.nat("nat-a", outside, addresses=3), build.nat("nat-c", outside)]
    s3 = build.prefix_list("s3", *S3_PREFIXES)
    for number, (nat, block) in enumerate(zip(nats, ("10.0.16.0/20", "10.0.32.0/20"), strict=True)):
        table = build.table(shop, f"private-{number}", {"0.0.0.0/0": nat.nat_gateway_id})
        inside = build.subnet(shop, f"private-{number}", block, ("ap-east-1a", "ap-east-1c")[number], table)
        build.client(f"web-{number}", inside, secondary=1)
        build.client(f"etl-{number}", inside, ipv6=f"2406:da18:77c:610{number + 1}::10")
        if number:
            build.gateway_endpoint(shop, s3, table)
            table.routes.append(type(table.routes[0])("140.82.112.0/20", str(shop.igw_id)))
    neighbour = build.vpc("neighbour", "10.1.0.0/16", internet=False)
    build.client("near", build.subnet(neighbour, "near", "10.1.0.0/24", "ap-east-1a"))
    media = build.vpc("media", "10.30.0.0/16")
    build.regional_nat("media", media, ["ap-east-1a", "ap-east-1b"])
    for number in range(2):
        build.nat(f"partners-{number}", outside, addresses=2, connectivity="private")
    return build.topology


def telling(top: Topology) -> Network:
    """Return the network as the second telling knows it."""
    routes = {}
    for subnet in top.subnets:
        table = next((one for one in top.route_tables if one.route_table_id == subnet.route_table_id), None)
        cidr = top.vpc(subnet.vpc_id).cidrs[0]
        found = [(cidr, "local")]
        for route in table.routes if table else []:
            lists = [one.cidrs for one in top.prefix_lists if one.prefix_list_id == route.destination]
            found += [(one, route.target) for one in (lists[0] if lists else [route.destination])]
        routes[subnet.subnet_id] = (subnet.cidr, found)
    gateways = {
        str(nat.interface_id): (nat.nat_gateway_id, {one.private_ip for one in nat.addresses})
        for nat in top.nat_gateways
        if nat.interface_id
    }
    ipv6 = "2406:da18:77c:6100::/56"
    cidrs = [*(cidr for vpc in top.vpcs for cidr in vpc.cidrs), ipv6]
    private = {
        nat.nat_gateway_id: [*top.vpc(nat.vpc_id).cidrs, ipv6]
        for nat in top.nat_gateways
        if nat.connectivity == "private"
    }
    return Network(gateways, cidrs, routes, {one.interface_id: one.subnet_id for one in top.clients}, private)


class Chance(random.Random):
    """Draws hostile records."""

    def times(self) -> tuple[int, int]:
        start = START + self.choice((self.randrange(3 * 3600), 3599, 3600, 7200, 3000 + self.randrange(600)))
        return start, start + self.choice((0, 1, 59, 600, 3600 - start % 3600, self.randrange(600), -1, 4000, 7801))

    def record(self, interface: str | None, source: str, target: str) -> Values:
        start, end = self.times()
        ports = [self.choice((443, 53, 32767, 32768, 51000, 0, 65536, -1, None)), self.choice((443, 32768, 40000, 22))]
        self.shuffle(ports)
        row: Values = {
            "account_id": "111122223333", "interface_id": interface, "srcaddr": source, "dstaddr": target,
            "srcport": ports[0], "dstport": ports[1], "protocol": self.choice((6, 6, 17, 1, 256, None)),
            "packets": self.choice((1, 7, 0, 100_000)), "start": start, "end": end, "action": "ACCEPT",
            "log_status": "OK",
            "bytes": self.choice((0, 1, 7, 3599, 10**6 + 1, 10**13 + 7, self.randrange(10**9), self.randrange(10**6))),
        }  # fmt: skip
        odd = self.random()
        if odd < 0.05:
            row["action"] = "REJECT"
        elif odd < 0.08:
            row |= {"action": None, "log_status": "NODATA", "bytes": None, "packets": None}
        elif odd < 0.10:
            row |= {"action": None, "log_status": "SKIPDATA", "bytes": None, "packets": None}
        elif odd < 0.16:
            name, value = self.choice(
                [("bytes", -5), ("bytes", 10**14 + 1), ("bytes", None), ("bytes", 10**30), ("start", None),
                 ("start", 0), ("end", start - 601), ("end", start + 90_000), ("action", None), ("packets", -3),
                 ("packets", None), ("log_status", None)]
            )  # fmt: skip
            row[name] = value
        return row

    def at_gateway(self, gateway: NatGateway, clients: list[str], remotes: tuple[str, ...] = REMOTES) -> Values:
        own = [one.private_ip for one in gateway.addresses]
        address, client, remote = self.choice((own[0], own[0], *own)), self.choice(clients), self.choice(remotes)
        # Nobody says what stands for the gateway on its IPv6 side.
        near = remote if remote in NAT64 and self.random() < 0.5 else address
        ends = {
            "l1": (client, near, client, remote), "l2": (address, remote, self.choice(own), remote),
            "l3": (remote, address, remote, self.choice(own)), "l4": (near, client, remote, client),
        }[self.choice(("l1", "l1", "l2", "l3", "l4", "l4"))]  # fmt: skip
        row = self.record(gateway.interface_id, ends[0], ends[1]) | {"pkt_srcaddr": ends[2], "pkt_dstaddr": ends[3]}
        if self.random() < 0.03:
            row[self.choice(("pkt_srcaddr", "pkt_dstaddr", "srcaddr", "dstaddr"))] = None
        return row

    def at_regional(self, gateway: NatGateway) -> Values:
        ends = [self.choice(("10.30.16.10", "10.30.32.9", *OUTSIDE, *REMOTES)), self.choice(REMOTES)]
        self.shuffle(ends)
        way = self.choice(("ingress", "egress", None))
        return self.record(None, *ends) | {"resource_id": gateway.nat_gateway_id, "flow_direction": way}

    def at_client(self, client: Client, hops: list[str | None]) -> Values:
        mine = self.choice(client.addresses)
        out = self.random() < 0.5
        other = self.choice((*REMOTES, "10.0.32.77", "10.0.0.5"))
        row = self.record(client.interface_id, *((mine, other) if out else (other, mine)))
        return row | {
            "pkt_srcaddr": row["srcaddr"], "pkt_dstaddr": row["dstaddr"], "subnet_id": client.subnet_id,
            "vpc_id": client.vpc_id, "flow_direction": "egress" if out else "ingress",
            "traffic_path": self.choice((None, None, None, 1, 8, 7, 2)) if out else None,
            "next_hop_interface_id": self.choice(hops) if out else None,
        }  # fmt: skip


def write(folder: Path, chance: Chance, log: str, version: int, rows: list[Values], *drop: str) -> list[Path]:
    """Write the records in files with shuffled columns, some lines damaged, one file a second time elsewhere."""
    fields = [one for one in fields_up_to(version) if one not in drop]
    chance.shuffle(fields)
    paths = []
    for number in range(3):
        lines = [" ".join(one.replace("_", "-") for one in fields)]
        for row in rows[number::3]:
            lines.append(" ".join("-" if row.get(one) is None else str(row[one]) for one in fields))
            if chance.random() < 0.02:
                lines.append("not a record")
        path = (
            folder
            / f"{number}"
            / f"111122223333_vpcflowlogs_ap-east-1_{log}_20261116T0{number}05Z_{chance.randrange(10**8):08x}.log"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")
        paths.append(path)
    again = folder / "copy" / paths[0].name
    again.parent.mkdir(exist_ok=True)
    shutil.copy(paths[0], again)
    return [*paths, again]


def logs(folder: Path, top: Topology, chance: Chance) -> list[Path]:
    """Write a random mixture of flow logs."""
    first, second, regional, *private = top.nat_gateways
    at_first = [one for one in top.clients if one.name.endswith("-0")]
    at_second = [one for one in top.clients if one.name.endswith("-1")]
    paths: list[Path] = []

    def known(clients: Iterable[Client]) -> list[str]:
        return [address for one in clients for address in one.addresses]

    for nat, log, fields in zip(private, ("fl-2a", "fl-2b"), (5, 2), strict=True):
        rows = [chance.at_gateway(nat, known(at_first), ("10.77.1.10", "10.1.0.10", "172.20.0.9")) for _ in range(60)]
        paths += write(folder, chance, log, fields, rows)
    rows = [chance.at_gateway(first, [*known(at_first), *OUTSIDE], REMOTES + NAT64) for _ in range(120)]
    paths += write(folder, chance, "fl-0a", 5, rows, *chance.choice([(), ("log_status",), ("subnet_id",)]))
    if chance.random() < 0.7:
        kept = [row for row in rows if chance.random() < chance.choice((0.9, 1.0, 0.999))]
        paths += write(folder, chance, "fl-0b", chance.choice((2, 3, 5)), kept)
    cut = START + chance.randrange(3 * 3600)
    rows = [chance.at_gateway(second, known(at_second)) for _ in range(90)]
    paths += write(folder, chance, "fl-0c", 2, [row for row in rows if (row["start"] or 0) < cut])
    if chance.random() < 0.5:
        late = [row for row in rows if (row["start"] or 0) >= cut]
        paths += write(folder, chance, "fl-0d", chance.choice((2, 3)), late)
    paths += write(folder, chance, "fl-0e", 9, [chance.at_regional(regional) for _ in range(80)], "pkt_srcaddr")
    version = chance.choice((2, 5, 11))
    hops = [None, None, second.interface_id, first.interface_id, "eni-0123456789abcdef0"]
    rows = [chance.at_client(chance.choice(at_second), hops) for _ in range(120)]
    paths += write(folder, chance, "fl-0f", version, rows)
    rows = [chance.at_client(chance.choice(at_second), hops[1:3]) for _ in range(60)]
    return paths + write(folder, chance, "fl-1a", chance.choice((5, 11)), rows)


SUMS = ("l1", "l2", "l3", "l4", "inbound", "reject")
DELIVERED = """
    select
      hour, flow_log_id, capture, nat_gateway_id, interface_id, sum(l1_bytes), sum(l2_bytes), sum(l3_bytes),
      sum(l4_bytes), sum(inbound_bytes), sum(reject_bytes), sum(reject_records), sum(nodata_records),
      sum(skipdata_records), min(first_second), max(last_second)
    from log_hour
    group by all
"""


def delivered(told: Told) -> list[tuple[Any, ...]]:
    """Return the sums of each log, interface and hour, as `DELIVERED` reads them."""
    return sorted(
        (
            (
                hour_of(hour), *where, *(sums.legs[leg] for leg in SUMS),
                *(sums.legs[f"{one} records"] for one in ("reject", "nodata", "skipdata")), sums.first, sums.last,
            )
            for (hour, *where), sums in told.logs.items()
        ),
        key=str,
    )  # fmt: skip


REJECTED = """
    select flow_log_id, sum(rows_rejected)::bigint
    from ingested_object
    where rows_rejected > 0 and flow_log_id not in ('fl-0f', 'fl-1a')
    group by all
"""
"""What a client's record without use is counted as depends on where it went; the gateways' logs leave no doubt."""
MONEY = """
    select
      bytes, is_cross_az, source_vpc_id = vpc_id, nat_usd, cross_az_usd, tgw_usd,
      (select price from rate where region = t.region and item = 'nat_gateway_gb'),
      (select price from rate where region = t.region and item = 'inter_az_gb')
    from nat_traffic t
"""
COVERED = """
    select epoch(hour)::bigint, nat_gateway_id, covered_seconds
    from gateway_hour
    where nat_gateway_id not in (select nat_gateway_id from chosen_log where capture in ('next_hop', 'route'))
"""
"""Without what the clients' own logs tell."""
SUMMED = "select sum(bytes), sum(packets), sum(nat_usd), sum(cross_az_usd) from nat_by_service($since, $until)"


@pytest.fixture(params=range(1))
def world(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Told]:
    """A file that the program made of random logs, and what the second telling says of them."""
    top, chance = network(request.param), Chance(request.param)
    paths = logs(tmp_path / "logs", top, chance)
    write_inventory(top, tmp_path / "inventory")
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs", inventory=tmp_path / "inventory")
    return tmp_path / "nat.duckdb", tell(paths, telling(top))


def test_a_second_telling_of_the_rules_counts_the_same_bytes(world: tuple[Path, Told]) -> None:
    db, told = world
    with opened(db) as duck:
        legs = [tuple(int(one) if isinstance(one, Decimal) else one for one in row) for row in duck.rows(DELIVERED)]
        rejected = dict(duck.rows(REJECTED))
        money = duck.rows(MONEY)
        seconds = {(hour, gateway): length for hour, gateway, length in duck.rows(COVERED)}
        days = [hour_of(START - 86400), hour_of(START + 3600), hour_of(START + 86400)]
        parts = [duck.row(SUMMED, since=since, until=until) for since, until in pairwise(days)]
        whole = duck.row(SUMMED, since=days[0], until=days[-1])
    assert sorted(legs, key=str) == delivered(told)
    assert found(db) == count(told)
    assert len(seconds) > 4
    assert seconds == {key: length for key, length in covered(told).items() if key in seconds}
    assert rejected == {log: bad for log, bad in told.bad.items() if log not in {"fl-0f", "fl-1a"}}
    assert broken_checks(db) == {}
    for size, crosses, is_home, nat_usd, cross_usd, tgw_usd, nat_rate, inter_az_rate in money:
        gib = Fraction(size, 2**30)
        assert nat_usd == pytest.approx(float(gib * Fraction(nat_rate)), rel=1e-12)
        crossing = None if crosses is None else gib * 2 * Fraction(inter_az_rate) * (crosses and is_home is not False)
        assert cross_usd == (None if crossing is None else pytest.approx(float(crossing), rel=1e-12))
        assert tgw_usd == (0 if is_home else None)
    assert [sum(both) for both in zip(*parts, strict=True)] == pytest.approx(whole, rel=1e-12)
