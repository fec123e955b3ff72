"""Invented Resolver query logs, and what a correct program concludes from them: a second, slow telling of the rules."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tests.world.world import World

HOUR = 3600
FRESH_HOURS, STALE_HOURS = 24, 72


@dataclass(frozen=True)
class Query:
    """A question that was answered with addresses."""

    vpc_id: str
    client_ip: str
    name: str
    addresses: tuple[str, ...]
    at: int
    """Unix seconds."""
    aliases: tuple[str, ...] = ()
    """The CNAME chain."""
    is_forwarded: bool = False
    """Came through an inbound Resolver endpoint."""

    def line(self, account_id: str, region: str) -> dict[str, object]:
        """Return the line as Resolver writes it."""
        answers = [{"Rdata": f"{alias}.", "Type": "CNAME", "Class": "IN"} for alias in self.aliases]
        answers += [{"Rdata": a, "Type": "AAAA" if ":" in a else "A", "Class": "IN"} for a in self.addresses]
        return {
            "version": "1.100000",
            "account_id": account_id,
            "region": region,
            "vpc_id": self.vpc_id,
            "query_timestamp": datetime.fromtimestamp(self.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "query_name": f"{self.name}.",
            "query_type": "A",
            "query_class": "IN",
            "rcode": "NOERROR",
            "answers": answers,
            "srcaddr": self.client_ip,
            "srcport": str(1024 + self.at % 60000),
            "transport": "UDP",
            "srcids": {"resolver_endpoint": "rslvr-in-0"} if self.is_forwarded else {"instance": "i-0"},
        }


def write_query_logs(
    queries: Iterable[Query], folder: Path, account_id: str, region: str, slot_seconds: int = HOUR
) -> list[Path]:
    """Write the queries as Resolver query logging delivers them to S3, one file per VPC and slot; return the paths."""
    slots: dict[tuple[str, int], list[Query]] = {}
    for query in queries:
        slots.setdefault((query.vpc_id, query.at // slot_seconds * slot_seconds), []).append(query)
    paths = []
    for (vpc_id, slot), held in sorted(slots.items()):
        when = datetime.fromtimestamp(slot, UTC)
        lines = [
            json.dumps(query.line(account_id, region), separators=(",", ":"))
            for query in sorted(held, key=lambda query: (query.at, query.name, query.client_ip))
        ]
        content = "".join(f"{line}\n" for line in lines).encode()
        mark = hashlib.sha256(content).hexdigest()[:8]
        name = f"{vpc_id}_vpcdnsquerylogs_{account_id}_{when:%Y%m%dT%H%MZ}_{mark}.log.gz"
        path = folder / "AWSLogs" / account_id / "vpcdnsquerylogs" / vpc_id / f"{when:%Y/%m/%d}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
            file.write(content)
        path.write_bytes(packed.getvalue())
        paths.append(path)
    return paths


class Meaning(NamedTuple):
    """What a host name is."""

    service: str | None
    region: str | None
    served_by: str | None


class Flow(NamedTuple):
    """Who talked to whom in which hour."""

    vpc_id: str
    client_ip: str
    remote_ip: str
    hour: int
    """Start of the hour, unix seconds."""


class Told(NamedTuple):
    """What the queries say of an address, for a client in an hour."""

    match: str
    hostname: str | None
    candidates: int
    service: str | None
    region: str | None
    served_by: str | None


def told(queries: Sequence[Query], hosts: dict[str, Meaning], flow: Flow) -> Told | None:
    """Return what a correct program concludes; None where no query tells anything."""
    hour = flow.hour
    of_vpc = [q for q in queries if q.vpc_id == flow.vpc_id and flow.remote_ip in q.addresses]
    fresh = [q for q in of_vpc if hour - FRESH_HOURS * HOUR <= q.at // HOUR * HOUR <= hour]
    stale = [q for q in of_vpc if hour - STALE_HOURS * HOUR <= q.at // HOUR * HOUR <= hour + FRESH_HOURS * HOUR]
    own = [q for q in fresh if q.client_ip == flow.client_ip and not q.is_forwarded]
    levels = [(match, found) for match, found in (("client", own), ("vpc", fresh), ("stale", stale)) if found]
    if not levels:
        return None
    match, found = levels[0]
    meanings = {(q.name, _meaning(q, hosts)) for q in found}
    names = {name for name, _ in meanings}
    services = {(meaning.service, meaning.region) for _, meaning in meanings}
    served = {meaning.served_by for _, meaning in meanings}
    service, region = services.pop() if len(services) == 1 else (None, None)
    return Told(
        match,
        names.pop() if len(names) == 1 else None,
        len({name for name, _ in meanings}),
        service,
        region,
        served.pop() if len(served) == 1 else None,
    )


def _meaning(query: Query, hosts: dict[str, Meaning]) -> Meaning:
    own = hosts[query.name]
    if own.service is not None:
        return own
    by_alias = {hosts[alias] for alias in query.aliases if hosts[alias].service is not None}
    return by_alias.pop() if len(by_alias) == 1 else own


HOSTS = {
    "sts.ap-east-1.amazonaws.com": Meaning("sts", "ap-east-1", "interface_endpoint"),
    "logs.ap-east-1.amazonaws.com": Meaning("logs", "ap-east-1", "interface_endpoint"),
    "logs.ap-east-1.api.aws": Meaning("logs", "ap-east-1", "interface_endpoint"),
    "111122223333.dkr.ecr.ap-east-1.amazonaws.com": Meaning("ecr.dkr", "ap-east-1", "interface_endpoint"),
    "sts.us-east-1.amazonaws.com": Meaning("sts", "us-east-1", "interface_endpoint"),
    "prod-ap-east-1-starport-layer-bucket.s3.ap-east-1.amazonaws.com": Meaning("s3", "ap-east-1", "gateway_endpoint"),
    "shop.s3.ap-east-1.amazonaws.com": Meaning("s3", "ap-east-1", "gateway_endpoint"),
    "ingest.partner.example": Meaning(None, None, "nat_only"),
    "d111111abcdef8.cloudfront.net": Meaning(None, None, "nat_only"),
    "pypi.example": Meaning(None, None, "nat_only"),
    "code.example": Meaning(None, None, "nat_only"),
    "pay.example": Meaning(None, None, "nat_only"),
    "status.pay.example": Meaning(None, None, "nat_only"),
    "brand-new.ap-east-1.amazonaws.com": Meaning(None, None, None),
}
"""Every name of `small_queries`, spelled out by hand."""

USUAL = {
    "aws-apis": ("sts.ap-east-1.amazonaws.com", "logs.ap-east-1.amazonaws.com", "logs.ap-east-1.api.aws",
        "111122223333.dkr.ecr.ap-east-1.amazonaws.com", "brand-new.ap-east-1.amazonaws.com"),
    "s3": ("shop.s3.ap-east-1.amazonaws.com", "prod-ap-east-1-starport-layer-bucket.s3.ap-east-1.amazonaws.com"),
    "s3-us-east-1": ("sts.us-east-1.amazonaws.com", "pypi.example"),
    "partner-on-ec2": ("ingest.partner.example",),
    "packages": ("pypi.example", "d111111abcdef8.cloudfront.net"),
    "code-host": ("code.example",),
    "payments": ("pay.example", "status.pay.example"),
    "own-edge": ("pay.example",),
}  # fmt: skip
"""Which names are asked for the remotes of the small world; some share addresses, so that names disagree."""


def small_queries(world: World, start: int, hours: int) -> list[Query]:
    """Return random questions of the world's clients: before, during and after its hours, some through an alias."""
    chance, top = world.random, world.topology
    made = []
    clients = [client for client in top.clients if client.name in ("web", "worker", "etl", "search", "idle")]
    for _ in range(120):
        remote = top.remote(chance.choice(list(USUAL)))
        client = chance.choice(clients)
        name = chance.choice(USUAL[remote.name])
        aliases: tuple[str, ...] = ()
        if chance.random() < 0.2:
            aliases, name = (name,), "pay.example"
        addresses = tuple(chance.sample(remote.addresses, chance.randrange(1, len(remote.addresses) + 1)))
        at = start + chance.choice((0, 0, 0, -30, -60, -90, 20)) * HOUR + chance.randrange(hours * HOUR)
        forwarded = chance.random() < 0.1
        made.append(Query(client.vpc_id, client.address, name, addresses, at, aliases, forwarded))
    return made
