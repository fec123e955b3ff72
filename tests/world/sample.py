"""Makes sample_logs/: thirty hours of invented logs of a small network, its inventory, and the truth.

Run from the repository's root: python -m tests.world.sample [FOLDER]
"""

from __future__ import annotations

import csv
import io
import math
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.world import neighbours
from tests.world.dns import write_query_logs
from tests.world.flowlog import FlowLog
from tests.world.inventory import write_inventory
from tests.world.sample_dns import sample_queries
from tests.world.shop import shop_topology
from tests.world.small import START
from tests.world.world import World
from tests.world.write import write_logs

if TYPE_CHECKING:
    from tests.world.topology import Client, NatGateway

HOURS = 30
END = START + HOURS * 3600 - 15
RECREATED = START + 14 * 3600
"""When the flow log was deleted and made anew: text before, Parquet after."""
MIB = 1 << 20

TEXT_FIELDS = tuple(
    "version account_id vpc_id subnet_id instance_id interface_id az_id region type srcaddr dstaddr srcport dstport "  # noqa: SIM905
    "pkt_srcaddr pkt_dstaddr protocol bytes packets start end action tcp_flags pkt_src_aws_service "
    "pkt_dst_aws_service flow_direction traffic_path sublocation_type sublocation_id log_status".split()
)
TEXT_LOG = FlowLog(
    flow_log_id="fl-0b7d2f94c1e6a8350",
    fields=TEXT_FIELDS,
    file_format="text-gz",
    slot_seconds=3600,
    created="2026-03-02T08:15:30.123000+00:00",
    is_current=False,
)
PARQUET_LOG = FlowLog(
    flow_log_id="fl-04e8a17c93b5d26f0",
    hive=True,
    hourly=True,
    slot_seconds=3600,
    created="2026-11-16T14:00:02.871000+00:00",
)


@dataclass(frozen=True)
class Habit:
    """Who fetches how much from where over the thirty hours, in how many conversations, and when."""

    client: str
    remote: str
    mib_out: int
    mib_in: int
    talks: int
    rhythm: str
    seconds: int = 500


HABITS = (
    Habit("batch-etl", "s3", 2600, 11200, 420, "night", 1500),
    Habit("batch-etl", "dynamodb", 150, 900, 90, "night", 900),
    Habit("batch-etl", "aws-apis", 40, 60, 60, "flat"),
    Habit("search", "s3", 340, 5200, 420, "day"),
    Habit("search", "aws-apis", 110, 50, 90, "flat"),
    Habit("search", "crawled-sites", 60, 1500, 220, "day", 120),
    Habit("thumbnails", "s3", 700, 1300, 160, "day", 60),
    Habit("checkout-1", "dynamodb", 420, 1150, 160, "day", 900),
    Habit("checkout-2", "dynamodb", 400, 1080, 160, "day", 900),
    Habit("checkout-1", "payments", 90, 170, 170, "day", 40),
    Habit("checkout-2", "payments", 85, 160, 160, "day", 40),
    Habit("checkout-1", "aws-apis", 260, 70, 90, "flat"),
    Habit("checkout-2", "aws-apis", 250, 70, 90, "flat"),
    Habit("catalog-sync", "s3-us-east-1", 130, 3700, 150, "flat", 1200),
    Habit("catalog-sync", "partner-on-ec2", 40, 620, 60, "day"),
    Habit("ci-runner", "packages", 25, 2400, 150, "day", 90),
    Habit("ci-runner", "code-host", 140, 1300, 110, "day", 90),
    Habit("ci-runner", "aws-apis", 60, 40, 40, "day"),
    Habit("reporting", "internal-api", 260, 1700, 130, "day", 300),
    Habit("reporting", "s3-eu-west-1", 700, 160, 60, "night", 900),
    Habit("reporting", "time-server", 1, 1, 60, "flat", 1),
    Habit("catalog-sync", "ping", 1, 1, 30, "flat", 55),
    Habit("checkout-1", "s3", 300, 2100, 90, "day", 300),
    Habit("catalog-sync", "s3", 900, 5200, 90, "flat", 900),
    Habit("ci-runner", "s3", 600, 1900, 60, "day", 300),
)

BESIDE = {
    neighbours.MEDIA: (
        Habit("transcoder", "s3", 500, 2600, 90, "night", 900),
        Habit("transcoder", "packages", 5, 240, 30, "day", 90),
        Habit("player-api", "dynamodb", 90, 420, 70, "day", 600),
    ),
    neighbours.LAB: (
        Habit("notebook", "packages", 10, 620, 60, "day", 120),
        Habit("notebook", "s3", 60, 900, 60, "day", 400),
        Habit("trainer", "s3", 80, 2100, 60, "night", 900),
    ),
}
"""What happens in the other VPCs, by name."""


def weight(rhythm: str, hour: int) -> float:
    """Return how busy an hour of the window is. Hong Kong is UTC+8: its day is 01 to 15 UTC, its night job 17 to 20."""
    clock = hour % 24
    if rhythm == "night":
        return 6.0 if 17 <= clock < 21 else 0.35
    if rhythm == "day":
        return 0.15 + max(math.cos((clock - 8) / 24 * 2 * math.pi) + 0.35, 0.0)
    return 1.0


def live(world: World, habit: Habit, gateway: NatGateway) -> None:
    """Let one habit happen: its conversations are spread over the hours by its rhythm."""
    chance, top = world.random, world.topology
    clients = [client for client in top.clients if client.name == habit.client]
    remote = top.remote(habit.remote)
    weights = [weight(habit.rhythm, hour) for hour in range(HOURS)]
    hours = sorted(chance.choices(range(HOURS), weights, k=habit.talks))
    shares = [0.4 + chance.random() * 1.2 for _ in hours]
    for hour, share in zip(hours, shares, strict=True):
        begin = START + hour * 3600 + chance.randrange(3600)
        end = min(begin + chance.randrange(habit.seconds // 2 + 1, habit.seconds * 3 // 2 + 2), END)
        begin = min(begin, end - 1)
        part = share / sum(shares)
        size = (int(habit.mib_out * MIB * part), int(habit.mib_in * MIB * part))
        client = chance.choice(clients)
        if remote.name == "s3" and has_endpoint(world, client):
            world.beside_nat(client, remote, 7, (begin, end), size)
        else:
            own = chance.choice([client.address, *client.secondary])
            world.through_nat(client, remote, gateway, (begin, end), size, client_ip=own)
            if remote.name == "internal-api":
                arrive_at_balancer(world, (begin, end), size)


def has_endpoint(world: World, client: Client) -> bool:
    """Say whether the client's subnet reaches S3 by the gateway endpoint."""
    table = world.topology.subnet(client.subnet_id).route_table_id
    return any(table in endpoint.route_table_ids for endpoint in world.topology.endpoints)


def arrive_at_balancer(world: World, span: tuple[int, int], size: tuple[int, int]) -> None:
    """Write what the balancer's own ENI logs of a call that came through the gateway: the gateway's public address."""
    balancer, gateway = world.topology.client("internal-api"), world.topology.nat_gateways[0]
    remote = replace(world.topology.remote("internal-api"), flow_service="EC2")
    ports = {"client_port": 443, "remote_port": world.random.randrange(1024, 65536)}
    caller = str(gateway.addresses[0].public_ip)
    world.beside_nat(balancer, remote, 8, span, size[::-1], remote_ip=caller, **ports)


def disturb(world: World) -> None:
    """Add what is not NAT traffic: scans, refused packets, silence, traffic inside the VPC."""
    chance, top = world.random, world.topology
    gateway, balancer = top.nat_gateways[0], top.client("internal-api")
    for _ in range(900):
        scanner = f"192.0.2.{chance.randrange(1, 120)}"
        port = chance.choice((22, 23, 80, 443, 445, 3389, 5900, 8080, 8443))
        world.scan(gateway, scanner, port, chance.randrange(START, END - 60), chance.randrange(1, 4))
    for _ in range(400):
        scanner = f"192.0.2.{chance.randrange(1, 120)}"
        world.reject(balancer, scanner, chance.choice((22, 23, 3389)), chance.randrange(START, END - 60), 2)
    database = top.client("orders-db")
    for name in ("checkout-1", "checkout-2", "reporting"):
        for hour in range(HOURS):
            begin = START + hour * 3600 + chance.randrange(1200)
            size = int(20 * MIB * weight("day", hour) * (0.5 + chance.random()))
            world.east_west(top.client(name), database, (begin, begin + 2000), (size // 6, size), 5432)
    for hour in range(0, HOURS, 2):
        begin = START + hour * 3600 + chance.randrange(3000)
        pair = top.client("checkout-1"), top.client("batch-etl")
        world.east_west(*pair, (begin, begin + 40), (9000, 400_000), ipv6=True)
    world.silence(top.client("idle-bastion"), START, END)
    world.silence(top.client("thumbnails"), START + 17 * 3600, START + 20 * 3600)


def sample_world() -> World:
    """Return the sample's world; the same one on every call."""
    world = World(shop_topology(), seed=20261116, jitter=2)
    top = world.topology
    top.query_logged = [top.vpcs[0].vpc_id]
    top.flow_logs += [TEXT_LOG, PARQUET_LOG, *neighbours.logs(top).values()]
    for habit in HABITS:
        live(world, habit, top.nat_gateways[0])
    disturb(world)
    for name, habits in BESIDE.items():
        for habit in habits:
            live(world, habit, neighbours.gateway_of(top, name))
    world.silence(neighbours.gateway_of(top, neighbours.MEDIA), START, END)
    return world


def truth_csv(world: World) -> str:
    """Return the truth as CSV: bytes by source name, service and service region, largest first."""
    made = io.StringIO()
    rows = world.truth_by_name()
    out = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    return made.getvalue()


def write_sample(folder: Path) -> list[Path]:
    """Write logs/, inventory/, dns/ and truth.csv under `folder`; return the paths."""
    world = sample_world()
    logs = folder / "logs"
    shop = [record for record in world.records if record.values.get("vpc_id") == world.topology.vpcs[0].vpc_id]
    before = [record for record in shop if record.start < RECREATED]
    after = [record for record in shop if record.start >= RECREATED]
    paths = write_logs(before, logs, TEXT_LOG) + write_logs(after, logs, PARQUET_LOG)
    for name, log in neighbours.logs(world.topology).items():
        paths += write_logs(neighbours.of_vpc(world, name), logs, log)
    paths += write_inventory(world.topology, folder / "inventory")
    paths += write_query_logs(sample_queries(world), folder / "dns", "111122223333", "ap-east-1")
    truth = folder / "truth.csv"
    truth.write_text(truth_csv(world), encoding="utf-8")
    return [*paths, truth]


def main(arguments: list[str]) -> None:
    """Write the sample anew into the folder named on the command line, sample_logs by default."""
    folder = Path(arguments[0] if arguments else "sample_logs")
    for name in ("logs", "inventory", "dns"):
        shutil.rmtree(folder / name, ignore_errors=True)
    paths = write_sample(folder)
    size = sum(path.stat().st_size for path in paths)
    print(f"{len(paths)} files, {size:,} bytes in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
