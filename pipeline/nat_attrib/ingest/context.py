"""The frozen knowledge a batch is reduced with: the NAT gateways, and which subnets' traffic goes to them."""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from nat_attrib.ingest.beside import (
    EndpointInterface,
    Exit,
    beside_frames,
    beside_from_json,
    current_beside,
    sees_more,
)
from nat_attrib.ingest.names import FLOW_LOG
from nat_attrib.ingest.ways import RouteTable, Subnet, changed_subnets, current_ways, way_frames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from nat_attrib.duck import Duck

REDUCE_VERSION = 3
"""Raised when reduce gives other rows for the same records: batches of an older one are read again."""


@dataclass(frozen=True, slots=True, order=True)
class GatewayInterface:
    """A zonal NAT gateway's ENI."""

    interface_id: str
    nat_gateway_id: str
    """The NAT gateway; the ENI id where only the records tell of the gateway."""
    addresses: tuple[str, ...]
    """Every private address of the ENI, sorted. Records show a secondary one only in the pkt fields."""
    account_id: str | None = None
    region: str | None = None
    created_at: str | None = None
    """When AWS made it (ISO 8601, UTC): objects that are older cannot hold its records."""
    client_cidrs: tuple[str, ...] | None = None
    """Of a private NAT gateway, whose remotes are private too: the CIDRs of its VPC, where its clients are."""


@dataclass(frozen=True, slots=True)
class Context:
    """What reduce may know beside the records; equal contexts give equal rows."""

    kind: ClassVar[str] = FLOW_LOG
    gateways: tuple[GatewayInterface, ...] = ()
    networks: tuple[str, ...] = ()
    """CIDRs of our VPCs in public space, such as IPv6 ones. Private space is a client's anyway."""
    regional: tuple[str, ...] = ()
    """The regional NAT gateways that the inventory knows; their records name them, whoever knows of them."""
    route_tables: tuple[RouteTable, ...] = ()
    """The route tables that lead to a NAT gateway."""
    subnets: tuple[Subnet, ...] = ()
    """Every known subnet."""
    interfaces: tuple[tuple[str, str], ...] = ()
    """The ENIs in subnets whose table leads to a NAT gateway, with the subnet."""
    endpoints: tuple[EndpointInterface, ...] = ()
    """The ENIs of interface endpoints."""
    exits: tuple[Exit, ...] = ()
    """What routes to internet gateways and gateway endpoints lead to."""
    reduce_version: int = REDUCE_VERSION

    @property
    def context_id(self) -> str:
        """Hash of the content."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """Return the content as canonical JSON."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Context:
        """Return the context that `to_json` wrote."""
        content = json.loads(text)
        gateways = (
            GatewayInterface(**{name: _frozen(value) for name, value in row.items()}) for row in content["gateways"]
        )
        return cls(
            tuple(gateways),
            tuple(content["networks"]),
            tuple(content["regional"]),
            tuple(RouteTable.from_json(row) for row in content.get("route_tables", ())),
            tuple(Subnet.from_json(row) for row in content.get("subnets", ())),
            tuple((interface, subnet) for interface, subnet in content.get("interfaces", ())),
            *beside_from_json(content),
            content["reduce_version"],
        )

    def outgrows(
        self, content: str, *, accounts: set[str], regions: set[str], newest: str | None, unknown: Collection[str] = ()
    ) -> bool:
        """Tell whether a batch that was reduced under `content` would be read otherwise now, see `knows_more`.

        `unknown` are the subnets and ENIs that the batch's records name and its context did not know.
        """
        if any(subnet.tables and subnet.subnet_id in unknown for subnet in self.subnets):
            return True
        if any(interface in unknown for interface, _ in self.interfaces):
            return True
        return knows_more(self, Context.from_json(content), accounts=accounts, regions=regions, newest=newest)

    @contextmanager
    def tables(self, duck: Duck) -> Iterator[None]:
        """Make the context readable as tables for the length of the block.

        They are `known_gateway`, `known_network`, and those of `way_frames` and `beside_frames`.
        """
        networks = pl.DataFrame({"cidr": list(self.networks)}, schema={"cidr": pl.String})
        ways = way_frames(self.route_tables, self.subnets, self.interfaces)
        frames = ways | beside_frames(self.endpoints, self.exits)
        with ExitStack() as stack:
            for name, frame in {"known_gateway": self.frame(), "known_network": networks, **frames}.items():
                stack.enter_context(duck.frame(name, frame))
            yield

    def frame(self) -> pl.DataFrame:
        """Return the gateways as a table, by number, with the first address apart from all of them."""
        return pl.DataFrame(
            {
                "gateway_number": range(len(self.gateways)),
                "interface_id": [gateway.interface_id for gateway in self.gateways],
                "nat_gateway_id": [gateway.nat_gateway_id for gateway in self.gateways],
                "address": [gateway.addresses[0] if gateway.addresses else None for gateway in self.gateways],
                "addresses": [list(gateway.addresses) for gateway in self.gateways],
                "has_more": [len(gateway.addresses) > 1 for gateway in self.gateways],
                "client_cidrs": [gateway.client_cidrs for gateway in self.gateways],
            },
            schema={
                "gateway_number": pl.Int32,
                "interface_id": pl.String,
                "nat_gateway_id": pl.String,
                "address": pl.String,
                "addresses": pl.List(pl.String),
                "has_more": pl.Boolean,
                "client_cidrs": pl.List(pl.String),
            },
        )


def current(duck: Duck) -> Context:
    """Return the context of everything the inventory and the recognised records tell so far."""
    duck.run("stages/ingest/context")
    found = duck.rows("from context_gateway order by interface_id")
    return Context(
        tuple(
            GatewayInterface(
                interface, nat, tuple(sorted(addresses)), account, region, created, cidrs and tuple(sorted(cidrs))
            )
            for interface, nat, addresses, account, region, created, cidrs in found
        ),
        tuple(cidr for (cidr,) in duck.rows("from context_network order by cidr")),
        tuple(gateway for (gateway,) in duck.rows("from context_regional order by nat_gateway_id")),
        *current_ways(duck),
        *current_beside(duck),
    )


def _frozen(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    return tuple(value) if isinstance(value, list) else value


def knows_more(now: Context, then: Context, *, accounts: set[str], regions: set[str], newest: str | None) -> bool:
    """Tell whether objects that were reduced under `then` can hold records that `now` reads otherwise.

    Args:
        now: today's context.
        then: the context of the batch.
        accounts: account ids in the batch's file names; empty when they tell none.
        regions: regions in the batch's file names; empty when they tell none.
        newest: time of the batch's newest object (ISO 8601, UTC); None when the names tell none.
    """
    if now.reduce_version != then.reduce_version:
        return True
    # At a regional gateway a public CIDR of ours says which side is the client.
    if now.regional and not set(now.networks) <= set(then.networks):
        return True
    if changed_subnets(now.route_tables, now.subnets, then.route_tables, then.subnets, newest) or sees_more(
        now.exits, then.exits, accounts=accounts, regions=regions
    ):
        return True

    def can_hold(gateway: GatewayInterface | EndpointInterface) -> bool:
        elsewhere = (regions and gateway.region and gateway.region not in regions) or (
            # A shared VPC's log belongs to its owner, so only a batch of several accounts can be told apart.
            len(accounts) > 1 and gateway.account_id and gateway.account_id not in accounts
        )
        return not elsewhere and not (newest and gateway.created_at and gateway.created_at > newest)

    before = {gateway.interface_id: gateway for gateway in then.gateways}
    after = {gateway.interface_id: gateway for gateway in now.gateways}
    known = {endpoint.interface_id for endpoint in then.endpoints}
    new = [endpoint for endpoint in now.endpoints if endpoint.interface_id not in known]
    # What the records made a gateway, the inventory may show to be something else later.
    turned = [before.get(name) or after[name] for name in before.keys() ^ after.keys()]
    if any(map(can_hold, new)) or any(map(can_hold, turned)):
        return True
    return any(
        before[name].nat_gateway_id != after[name].nat_gateway_id
        or set(before[name].addresses) < set(after[name].addresses)
        for name in before.keys() & after.keys()
    )
