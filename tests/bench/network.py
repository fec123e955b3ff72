"""The network of the benchmark's data: 2,000 instances behind three zonal NAT gateways, and 300,000 remotes."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tests.world import Builder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.world import Topology

CLIENTS = 2000
NATED = 1950
"""The clients that use NAT; the others sit in a subnet with a gateway endpoint and no other way out."""
REMOTES = 300_000
SCANNERS = 5000
AZ_IDS = {"us-east-1a": "use1-az1", "us-east-1b": "use1-az2", "us-east-1c": "use1-az4"}
S3_PREFIXES = ("52.216.0.0/15", "54.231.0.0/16", "16.182.0.0/16", "3.5.0.0/19", "18.34.0.0/19")
DYNAMODB_PREFIXES = ("52.119.224.0/21", "52.119.232.0/21", "52.94.0.0/22", "35.71.68.0/22")

SPACES: tuple[tuple[str | None, int, tuple[str, ...]], ...] = (
    ("S3", 30, S3_PREFIXES),
    ("DYNAMODB", 3, DYNAMODB_PREFIXES),
    ("S3", 6, ("52.92.128.0/17", "52.218.128.0/17", "52.218.0.0/17", "3.5.64.0/21")),
    ("EC2", 60, ("44.192.0.0/11", "34.224.0.0/12", "3.80.0.0/12", "54.80.0.0/13", "44.224.0.0/11", "52.208.0.0/13")),
    ("AMAZON", 21, ("184.208.0.0/12",)),
    ("CLOUDFRONT", 20, ("13.224.0.0/14", "18.64.0.0/14", "108.156.0.0/14", "52.84.0.0/15")),
    ("GLOBALACCELERATOR", 5, ("75.2.0.0/17", "99.83.128.0/17")),
    (None, 155, ("104.16.0.0/13", "151.101.0.0/16", "140.82.112.0/20", "142.250.0.0/15", "23.192.0.0/12")),
)
"""pkt-*-aws-service, how many thousand remotes, and where: prefixes of ip-ranges.json (2026-08-22), or the internet."""


@dataclass(frozen=True, eq=False)
class Network:
    """The topology and what rows refer to by number."""

    topology: Topology
    addresses: pa.Array
    """Every address as text: clients, gateways, remotes, scanners, the clients' IPv6 addresses."""
    services: pa.Array
    """pkt-*-aws-service values; 0 is '-'."""
    service_of: NDArray[np.int32]
    """Per address, its number in `services`."""
    remote_odds: NDArray[np.float64]
    """Cumulative odds of the remotes, Zipf."""
    gateway_of: NDArray[np.int32]
    """Per client, the number of its gateway."""

    @property
    def first_gateway(self) -> int:
        """Number of the first gateway's address."""
        return CLIENTS

    @property
    def first_remote(self) -> int:
        """Number of the first remote's address."""
        return CLIENTS + len(self.topology.nat_gateways)

    @property
    def first_scanner(self) -> int:
        """Number of the first scanner's address."""
        return self.first_remote + REMOTES

    @property
    def first_ipv6(self) -> int:
        """Number of the first client's IPv6 address."""
        return self.first_scanner + SCANNERS


def topology(seed: int) -> Topology:
    """Return the VPC: an AZ each for three gateways, clients spread over their private subnets."""
    build = Builder("111122223333", "us-east-1", AZ_IDS, seed, "44.192.0.0/11")
    vpc = build.vpc("bench", "10.0.0.0/16", ipv6_cidr="2600:1f18:4a3c:b100::/56")
    public = build.table(vpc, "public", {"0.0.0.0/0": str(vpc.igw_id)})
    s3 = build.prefix_list("s3", *S3_PREFIXES)
    build.prefix_list("dynamodb", *DYNAMODB_PREFIXES)
    subnets = []
    for number, az_name in enumerate(AZ_IDS):
        outside = build.subnet(vpc, f"public-{az_name}", f"10.0.{number}.0/24", az_name, public)
        nat = build.nat(f"nat-{az_name}", outside)
        table = build.table(vpc, f"private-{az_name}", {"0.0.0.0/0": nat.nat_gateway_id})
        subnets.append(build.subnet(vpc, f"private-{az_name}", f"10.0.{16 * (number + 1)}.0/20", az_name, table))
    closed = build.table(vpc, "closed")
    build.gateway_endpoint(vpc, s3, closed)
    inner = build.subnet(vpc, "closed", "10.0.64.0/20", "us-east-1a", closed)
    for number in range(CLIENTS):
        subnet = subnets[number % 3] if number < NATED else inner
        build.client(f"app-{number % 40}", subnet, ipv6=f"2600:1f18:4a3c:b1{number % 3:02x}::{number + 16:x}")
    return build.topology


def _remotes(chance: np.random.Generator) -> tuple[list[str], list[int], list[str]]:
    """Return remote addresses, their service's number, and the services; shuffled, since rank is by position."""
    services = ["-", *dict.fromkeys(service for service, _, _ in SPACES if service)]
    numbers: list[NDArray[np.int64]] = []
    codes: list[NDArray[np.int32]] = []
    for service, thousands, prefixes in SPACES:
        blocks = [ipaddress.IPv4Network(prefix) for prefix in prefixes]
        sizes = np.array([block.num_addresses for block in blocks])
        firsts = np.array([int(block.network_address) for block in blocks])
        # More than enough, since a number drawn twice counts once.
        spots = np.unique(chance.integers(0, sizes.sum(), thousands * 1500))
        spots = chance.permutation(spots)[: thousands * 1000]
        ends = np.cumsum(sizes)
        block_of = np.searchsorted(ends, spots, side="right")
        numbers.append(firsts[block_of] + spots - (ends - sizes)[block_of])
        codes.append(np.full(len(spots), services.index(service or "-"), np.int32))
    order = chance.permutation(REMOTES)
    mixed, of = np.concatenate(numbers)[order], np.concatenate(codes)[order]
    return [str(ipaddress.IPv4Address(int(number))) for number in mixed], of.tolist(), services


def network(seed: int) -> Network:
    """Return the network; the same one for the same seed."""
    made = topology(seed)
    chance = np.random.default_rng([seed, 0])
    remotes, codes, services = _remotes(chance)
    gateways = [gateway.addresses[0].private_ip for gateway in made.nat_gateways]
    scanners = [f"192.0.{2 + number // 250}.{number % 250 + 1}" for number in range(SCANNERS)]
    clients = [client.address for client in made.clients]
    wide = [str(client.ipv6) for client in made.clients]
    before, after = len(clients) + len(gateways), len(scanners) + len(wide)
    odds = 1.0 / np.arange(1, REMOTES + 1)
    return Network(
        made,
        pa.array([*clients, *gateways, *remotes, *scanners, *wide, "-"]),
        pa.array(services),
        np.array([0] * before + codes + [0] * (after + 1), np.int32),
        np.cumsum(odds) / odds.sum(),
        np.array([number % 3 for number in range(CLIENTS)], np.int32),
    )
