"""Networks in which the bytes show up in other ways than at a zonal NAT gateway's own ENI, and how to compare them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.pipeline import opened
from tests.world import Builder, FlowLog, World, fields_up_to
from tests.world.remotes import DYNAMODB_PREFIXES, S3_PREFIXES, add_remotes
from tests.world.small import AZ_IDS, START

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.world import Client, NatGateway

Row = tuple[Any, ...]
HOUR = 3600
SUMS = ("bytes_out", "bytes_in", "packets")
KEYS = ("hour", "nat_gateway_id", "client_ip", "remote_ip", "remote_port", "protocol")


def v(version: int, flow_log_id: str = "fl-0a1b2c3d4e5f60718", **more: Any) -> FlowLog:
    """Return a flow log with every field up to a version."""
    return FlowLog(flow_log_id, fields=fields_up_to(version), **more)


def one_gateway(seed: int = 3, *, regional: bool = False, **emitter: Any) -> World:
    """Return a world without traffic: one VPC, three clients in a private subnet, one NAT gateway."""
    build = Builder("111122223333", "ap-east-1", AZ_IDS, seed)
    vpc = build.vpc("shop", "10.0.0.0/16", ipv6_cidr="2406:da18:77c:6100::/56")
    public = build.table(vpc, "public", {"0.0.0.0/0": str(vpc.igw_id)})
    public_1a = build.subnet(vpc, "public-1a", "10.0.0.0/24", "ap-east-1a", public)
    names = list(AZ_IDS)
    nat = build.regional_nat("nat", vpc, names) if regional else build.nat("nat", public_1a, addresses=2)
    ways = {"0.0.0.0/0": nat.nat_gateway_id, "64:ff9b::/96": nat.nat_gateway_id}
    private = build.table(vpc, "private", ways)
    inside = build.subnet(vpc, "private-1a", "10.0.16.0/20", "ap-east-1a", private)
    build.client("web", inside, ipv6="2406:da18:77c:6101::10", tags={"team": "shop"})
    build.client("worker", inside, secondary=1)
    build.client("etl", inside)
    build.client("edge", public_1a, public=True)
    build.prefix_list("s3", *S3_PREFIXES)
    build.prefix_list("dynamodb", *DYNAMODB_PREFIXES)
    add_remotes(build)
    return World(build.topology, seed=seed, **emitter)


def talk(world: World, hours: int = 2, talks: int = 24, gateway: NatGateway | None = None) -> World:
    """Let the clients of the private subnet talk through the gateway, over the edges of hours too."""
    chance, top = world.random, world.topology
    gateway = gateway or top.nat_gateways[0]
    clients = [client for client in top.clients if client.name in {"web", "worker", "etl"}]
    for number in range(talks):
        client = clients[number % len(clients)]
        begin = START + chance.randrange(60, hours * HOUR - 120)
        more: dict[str, Any] = {"gateway_address": number % len(gateway.addresses)}
        if client.secondary and number % 4 == 0:
            more["client_ip"] = client.secondary[0]
        remote = top.remote(chance.choice([one.name for one in top.remotes]))
        if remote.protocol == 1:
            more |= {"client_port": 0, "remote_port": 0}
        elif number % 7 == 0:
            more["remote_port"] = chance.randrange(32768, 61000)
        span = (begin, min(begin + chance.randrange(0, 2400), START + hours * HOUR - 30))
        world.through_nat(
            client, remote, gateway, span, (chance.randrange(40, 400_000), chance.randrange(40, 9_000_000)), **more
        )
    return world


def noise(world: World, hours: int = 2, gateway: NatGateway | None = None) -> World:
    """Add what does not count: scans, refused packets, idle windows, traffic inside the VPC and past the gateway."""
    chance, top = world.random, world.topology
    gateway = gateway or top.nat_gateways[0]
    web, etl, edge = (top.client(name) for name in ("web", "etl", "edge"))
    for _ in range(6):
        world.scan(gateway, "198.51.100.77", chance.choice((22, 445)), START + chance.randrange(hours * HOUR))
        world.reject(web, "198.51.100.78", 22, START + chance.randrange(hours * HOUR))
        span = (START + chance.randrange(hours * HOUR - 700), START + hours * HOUR - 60)
        world.east_west(web, etl, span, (3_000, 90_000))
        world.beside_nat(edge, top.remote("packages"), 8, span, (700, 8_000))
        world.inbound(etl, top.remote("crawled-sites"), span, (50_000, 900))
    owners: Iterable[Client | NatGateway] = [gateway, web, etl, edge, top.client("worker")]
    for owner in owners:
        world.silence(owner, START, START + hours * HOUR)
    return world


def truth(world: World) -> list[Row]:
    """Return the whole truth, as `found` returns the answer."""
    return sorted((tuple(row[key] for key in (*KEYS, *SUMS)) for row in world.truth()), key=str)


def truth_of_clients(world: World) -> list[Row]:
    """Return the truth without its remotes: hour, gateway, client, bytes out, bytes in."""
    sums: dict[Row, list[int]] = {}
    for row in world.truth():
        total = sums.setdefault((row["hour"], row["nat_gateway_id"], row["client_ip"]), [0, 0])
        total[0] += row["bytes_out"]
        total[1] += row["bytes_in"]
    return sorted((*key, *total) for key, total in sums.items())


def found(db: Path, captures: str | None = None) -> list[Row]:
    """Return every counted row by the world's keys; `captures` keeps those of one capture."""
    with opened(db) as duck:
        rows = duck.rows(
            "select hour, nat_gateway_id, source_ip, remote_ip, remote_port, protocol, sum(bytes_out)::bigint, "
            "sum(bytes_in)::bigint, sum(packets)::bigint from nat_traffic "
            "where $capture is null or capture = $capture group by all",
            capture=captures,
        )
    return sorted(rows, key=str)


def found_of_clients(db: Path) -> list[Row]:
    """Return the counted bytes without their remotes, as `truth_of_clients`."""
    with opened(db) as duck:
        return sorted(
            duck.rows(
                "select hour, nat_gateway_id, source_ip, sum(bytes_out)::bigint, sum(bytes_in)::bigint "
                "from nat_traffic group by all"
            )
        )


def captures(db: Path) -> set[str]:
    """Return the captures of the counted rows."""
    with opened(db) as duck:
        return {capture for (capture,) in duck.rows("select distinct capture from nat_traffic")}
