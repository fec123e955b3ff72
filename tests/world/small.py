"""A small world for tests: a few hours, one VPC, two gateways, every kind of record."""

from __future__ import annotations

from typing import Any

from tests.world.builder import Builder
from tests.world.remotes import DYNAMODB_PREFIXES, S3_PREFIXES, add_remotes
from tests.world.topology import EcsTask, Topology
from tests.world.world import World

START = 1_794_787_200
"""2026-11-16T00:00:00Z."""
AZ_IDS = {"ap-east-1a": "ape1-az1", "ap-east-1b": "ape1-az2", "ap-east-1c": "ape1-az3"}


def small_topology(seed: int = 1, account_id: str = "111122223333") -> Topology:
    """Return one VPC with a gateway in 1a (two addresses) and one in 1c, and a gateway endpoint for S3 in 1a alone."""
    build = Builder(account_id, "ap-east-1", AZ_IDS, seed)
    vpc = build.vpc("shop", "10.0.0.0/16", ipv6_cidr="2406:da18:77c:6100::/56")
    public = build.table(vpc, "public", {"0.0.0.0/0": str(vpc.igw_id)})
    public_1a = build.subnet(vpc, "public-1a", "10.0.0.0/24", "ap-east-1a", public)
    public_1c = build.subnet(vpc, "public-1c", "10.0.1.0/24", "ap-east-1c", public)
    nat_1a = build.nat("nat-1a", public_1a, addresses=2)
    nat_1c = build.nat("nat-1c", public_1c)
    private_1a = build.table(vpc, "private-1a", {"0.0.0.0/0": nat_1a.nat_gateway_id})
    private_1c = build.table(vpc, "private-1c", {"0.0.0.0/0": nat_1c.nat_gateway_id})
    subnet_1a = build.subnet(vpc, "private-1a", "10.0.16.0/20", "ap-east-1a", private_1a)
    subnet_1c = build.subnet(vpc, "private-1c", "10.0.32.0/20", "ap-east-1c", private_1c)
    build.client("web", subnet_1a, ipv6="2406:da18:77c:6101::10", tags={"team": "shop"})
    build.client("worker", subnet_1a, secondary=1)
    build.client("etl", subnet_1c, ipv6="2406:da18:77c:6102::10", tags={"team": "data"})
    build.client("search", subnet_1c, kind="ecs", ecs=EcsTask("shop", "search", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"))
    build.client("idle", subnet_1a)
    build.client("edge", public_1a, public=True)
    build.gateway_endpoint(vpc, build.prefix_list("s3", *S3_PREFIXES), private_1a)
    build.prefix_list("dynamodb", *DYNAMODB_PREFIXES)
    add_remotes(build)
    edge = build.topology.client("edge")
    build.remote(
        "own-edge", str(edge.public_ip), service="own", served_by="own_path", evidence="inventory", flow_service="EC2",
    )  # fmt: skip
    return build.topology


def small_world(
    seed: int = 1,
    hours: int = 3,
    talks: int = 60,
    *,
    start: int = START,
    account_id: str = "111122223333",
    **emitter: Any,
) -> World:
    """Return a world of `hours` hours with `talks` conversations through NAT, and all kinds of noise.

    `start` is in unix seconds. `emitter` are options of `Emitter`, such as interval=60. Another seed is another world.
    """
    world = World(small_topology(seed, account_id), seed=seed, **{"jitter": 3, **emitter})
    chance, top = world.random, world.topology
    end = start + hours * 3600
    routes = {"web": "nat-1a", "worker": "nat-1a", "etl": "nat-1c", "search": "nat-1c"}
    gateways = {gateway.name: gateway for gateway in top.nat_gateways}
    names = [remote.name for remote in top.remotes]
    for _ in range(talks):
        client = top.client(chance.choice(list(routes)))
        gateway = gateways[routes[client.name]]
        remote = top.remote(chance.choice([name for name in names if gateway.name == "nat-1c" or name != "s3"]))
        begin = chance.randrange(start, end - 60)
        last = min(begin + chance.randrange(0, 2400), end - 1)
        more: dict[str, Any] = {"gateway_address": chance.randrange(len(gateway.addresses))}
        if client.secondary and chance.random() < 0.3:
            more["client_ip"] = client.secondary[0]
        if chance.random() < 0.1:
            more |= {"remote_port": chance.randrange(32768, 61000)}
        if remote.protocol == 1:
            more |= {"client_port": 0, "remote_port": 0}
        world.through_nat(
            client,
            remote,
            gateway,
            (begin, last),
            (chance.randrange(0, 400_000), chance.randrange(40, 30_000_000)),
            **more,
        )
    add_noise(world, start, end)
    return world


def add_noise(world: World, start: int, end: int) -> None:
    """Add what must not be counted: scans, refused packets, silence, traffic that does not cross the gateway."""
    chance, top = world.random, world.topology
    web, etl, edge = top.client("web"), top.client("etl"), top.client("edge")
    for gateway in top.nat_gateways:
        for _ in range(12):
            port = chance.choice((22, 23, 445, 3389, 8080))
            world.scan(gateway, f"192.0.2.{chance.randrange(1, 100)}", port, chance.randrange(start, end - 60))
    for _ in range(8):
        world.reject(edge, f"192.0.2.{chance.randrange(1, 100)}", 22, chance.randrange(start, end - 60), 2)
    for _ in range(10):
        begin = chance.randrange(start, end - 700)
        size = chance.randrange(1000, 5_000_000)
        world.beside_nat(web, top.remote("s3"), 7, (begin, begin + 600), (size, size * 3))
        world.beside_nat(edge, top.remote("packages"), 8, (begin, begin + 60), (900, size))
        world.east_west(web, etl, (begin, begin + 400), (size, size // 2), 5432)
        world.east_west(etl, web, (begin, begin + 30), (800, size // 9), ipv6=True)
        world.inbound(web, top.remote("crawled-sites"), (begin, begin + 20), (size // 3, 700))
    world.through_nat(
        etl, top.remote("packages"), top.nat_gateways[1], (start + 60, start + 90), (400, 0), action="REJECT"
    )
    world.silence(top.client("idle"), start, end)
    world.silence(top.nat_gateways[1], end - 1200, end)
    world.silence(etl, start + 1200, start + 1800, "SKIPDATA")
