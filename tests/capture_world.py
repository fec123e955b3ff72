"""Networks in which the bytes show up in other ways than at a zonal NAT gateway's own ENI, and how to compare them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.pipeline import opened
from tests.world import Builder, FlowLog, World, fields_up_to
from tests.world.remotes import DYNAMODB_PREFIXES, S3_PREFIXES, add_remotes
from tests.world.small import AZ_IDS, START
from tests.world.topology import Route

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.world import Client, NatGateway, Record

Row = tuple[Any, ...]
HOUR = 3600
SUMS = ("bytes_out", "bytes_in", "packets")
KEYS = ("hour", "nat_gateway_id", "client_ip", "remote_ip", "remote_port", "protocol")


def v(version: int, flow_log_id: str = "fl-0a1b2c3d4e5f60718", **more: Any) -> FlowLog:
    """Return a flow log with every field up to a version."""
    return FlowLog(flow_log_id, fields=fields_up_to(version), **more)


def one_gateway(seed: int = 3, *, regional: bool = False, account_id: str = "111122223333", **emitter: Any) -> World:
    """Return a world without traffic: one VPC, three clients in a private subnet, one NAT gateway."""
    build = Builder(account_id, "ap-east-1", AZ_IDS, seed)
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


def twins(*names: str, seed: int = 3, **emitter: Any) -> World:
    """Return a world of one VPC for each name, all of the same CIDR and with the same addresses, without traffic.

    A VPC whose name begins with `regional` has a regional NAT gateway. The clients are called after it, such as
    `route-web`.
    """
    build = Builder("111122223333", "ap-east-1", AZ_IDS, seed)
    s3 = build.prefix_list("s3", *S3_PREFIXES)
    build.prefix_list("dynamodb", *DYNAMODB_PREFIXES)
    for name in names:
        vpc = build.vpc(name, "10.0.0.0/16")
        public = build.table(vpc, f"{name}-public", {"0.0.0.0/0": str(vpc.igw_id)})
        outside = build.subnet(vpc, f"{name}-public", "10.0.0.0/24", "ap-east-1a", public)
        regional = name.startswith("regional")
        nat = build.regional_nat(name, vpc, list(AZ_IDS)) if regional else build.nat(name, outside)
        # The main table of the VPC, which the private subnet uses for want of one of its own.
        main = next(table for table in build.topology.route_tables if table.vpc_id == vpc.vpc_id and table.is_main)
        main.routes.append(Route("0.0.0.0/0", nat.nat_gateway_id))
        inside = build.subnet(vpc, f"{name}-private", "10.0.16.0/20", "ap-east-1a")
        for client in ("web", "worker", "etl"):
            build.client(f"{name}-{client}", inside)
        build.client(f"{name}-edge", outside, public=True)
        behind = build.table(vpc, f"{name}-endpoint", {"0.0.0.0/0": nat.nat_gateway_id})
        build.gateway_endpoint(vpc, s3, behind)
        build.client(f"{name}-batch", build.subnet(vpc, f"{name}-endpoint", "10.0.32.0/20", "ap-east-1a", behind))
    add_remotes(build)
    return World(build.topology, seed=seed, aligned=True, **emitter)


def talk_alike(world: World, **more: Any) -> World:
    """Let the same things happen in every VPC of `twins`."""
    for gateway in world.topology.nat_gateways:
        world.random.seed(7)
        talk(world, gateway=gateway, prefix=f"{gateway.name}-", **more)
        noise(world, gateway=gateway, prefix=f"{gateway.name}-")
        batch = world.topology.client(f"{gateway.name}-batch")
        for number in range(4):
            span = (START + 300 + 900 * number, START + 700 + 1500 * number)
            # The subnet's endpoint takes S3 of this region, and only that.
            world.beside_nat(batch, world.topology.remote("s3"), 7, span, (70_000, 900_000 + number))
            world.through_nat(batch, world.topology.remote("s3-us-east-1"), gateway, span, (5_000, 80_000 + number))
    return world


def of_vpc(world: World, name: str, kind: str = "all") -> list[Record]:
    """Return the records of a VPC of `twins`: `gateway`, `clients` or `all`."""
    vpc = next(one for one in world.topology.vpcs if one.name == name)
    records = {"gateway": world.of_gateways, "clients": world.of_clients, "all": lambda: world.records}[kind]()
    return [record for record in records if record.values.get("vpc_id") == vpc.vpc_id]


def talk(world: World, hours: int = 2, talks: int = 24, gateway: NatGateway | None = None, prefix: str = "") -> World:
    """Let the clients of the private subnet talk through the gateway, over the edges of hours too."""
    chance, top = world.random, world.topology
    gateway = gateway or top.nat_gateways[0]
    clients = [top.client(prefix + name) for name in ("web", "worker", "etl")]
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


def noise(world: World, hours: int = 2, gateway: NatGateway | None = None, prefix: str = "") -> World:
    """Add what does not count: scans, refused packets, idle windows, traffic inside the VPC and past the gateway."""
    chance, top = world.random, world.topology
    gateway = gateway or top.nat_gateways[0]
    web, worker, etl, edge = (top.client(prefix + name) for name in ("web", "worker", "etl", "edge"))
    for _ in range(6):
        world.scan(gateway, "198.51.100.77", chance.choice((22, 445)), START + chance.randrange(hours * HOUR))
        world.reject(web, "198.51.100.78", 22, START + chance.randrange(hours * HOUR))
        span = (START + chance.randrange(hours * HOUR - 700), START + hours * HOUR - 60)
        world.east_west(web, etl, span, (3_000, 90_000))
        world.beside_nat(edge, top.remote("packages"), 8, span, (700, 8_000))
        world.inbound(etl, top.remote("crawled-sites"), span, (50_000, 900))
    owners: Iterable[Client | NatGateway] = [gateway, web, etl, edge, worker]
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


def found(db: Path) -> list[Row]:
    """Return every counted row by the world's keys."""
    with opened(db) as duck:
        rows = duck.rows(
            "select hour, nat_gateway_id, source_ip, remote_ip, remote_port, protocol, sum(bytes_out)::bigint, "
            "sum(bytes_in)::bigint, sum(packets)::bigint from nat_traffic group by all"
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


def captures(db: Path) -> dict[str, set[str]]:
    """Return the captures of the counted rows by NAT gateway."""
    with opened(db) as duck:
        return {
            gateway: set(told)
            for gateway, told in duck.rows("select nat_gateway_id, list(capture) from nat_traffic group by all")
        }
