"""What reduce knows of ways beside NAT: the ENIs of endpoints, and what routes past NAT lead to."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck


@dataclass(frozen=True, slots=True, order=True)
class EndpointInterface:
    """The ENI of an interface endpoint."""

    interface_id: str
    vpc_id: str | None
    addresses: tuple[str, ...]
    """Sorted; for logs that do not tell the direction."""
    account_id: str | None = None
    region: str | None = None
    created_at: str | None = None
    """When AWS made the endpoint (ISO 8601, UTC)."""


@dataclass(frozen=True, slots=True, order=True)
class Exit:
    """Destinations that route tables led to internet gateways or gateway endpoints, at any time.

    Only a record that leaves says in traffic-path which way it takes. A record that comes back from none of these
    destinations cannot be its answer.
    """

    kind: str
    """internet_gateway or gateway_endpoint."""
    account_id: str
    region: str
    cidrs: tuple[str, ...]
    subnet_ids: tuple[str, ...]
    """The subnets that had a route table with these routes."""


def current_beside(duck: Duck) -> tuple[tuple[EndpointInterface, ...], tuple[Exit, ...]]:
    """Return what the inventory tells."""
    duck.run("stages/ingest/context_beside")
    endpoints = [
        EndpointInterface(interface, vpc, tuple(sorted(addresses)), account, region, created)
        for interface, vpc, addresses, account, region, created in duck.rows("from context_endpoint")
    ]
    exits = [
        Exit(kind, account, region, tuple(sorted(cidrs)), tuple(sorted(subnets)))
        for kind, account, region, cidrs, subnets in duck.rows("from context_exit")
    ]
    return tuple(sorted(endpoints, key=lambda endpoint: endpoint.interface_id)), tuple(sorted(exits))


def beside_from_json(content: dict[str, Any]) -> tuple[tuple[EndpointInterface, ...], tuple[Exit, ...]]:
    """Return what a context's JSON holds."""
    endpoints = (
        EndpointInterface(**row | {"addresses": tuple(row["addresses"])}) for row in content.get("endpoints", ())
    )
    exits = (
        Exit(row["kind"], row["account_id"], row["region"], tuple(row["cidrs"]), tuple(row["subnet_ids"]))
        for row in content.get("exits", ())
    )
    return tuple(endpoints), tuple(exits)


def beside_frames(endpoints: Sequence[EndpointInterface], exits: Sequence[Exit]) -> dict[str, pl.DataFrame]:
    """Return the tables `known_endpoint`, `known_exit` (a row per CIDR) and `known_exit_subnet`."""
    return {
        "known_endpoint": pl.DataFrame(
            {
                "interface_id": [one.interface_id for one in endpoints],
                "vpc_id": [one.vpc_id for one in endpoints],
                "addresses": [list(one.addresses) for one in endpoints],
            },
            schema={"interface_id": pl.String, "vpc_id": pl.String, "addresses": pl.List(pl.String)},
        ),
        "known_exit": pl.DataFrame(
            [
                (number, one.kind, *found)
                for number, one in enumerate(exits)
                for cidr in one.cidrs
                if (found := _range(cidr))
            ],
            schema={
                "exit_number": pl.Int32,
                "kind": pl.String,
                "family": pl.Int32,
                "first_number": pl.String,
                "last_number": pl.String,
            },
            orient="row",
        ),
        "known_exit_subnet": pl.DataFrame(
            [(number, subnet) for number, one in enumerate(exits) for subnet in one.subnet_ids],
            schema={"exit_number": pl.Int32, "subnet_id": pl.String},
            orient="row",
        ),
    }


def _range(cidr: str) -> tuple[int, str, str] | None:
    """Return the family, and the first and last address as numbers, which Arrow has no type for; None for no CIDR."""
    try:
        network = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return None
    return network.version, str(int(network.network_address)), str(int(network.broadcast_address))


def sees_more(now: Sequence[Exit], then: Sequence[Exit], *, accounts: set[str], regions: set[str]) -> bool:
    """Tell whether records of a batch may have taken an exit of an account and region that was not looked at before.

    A route that was added where somebody had looked carries nothing of the time before it.
    """
    looked = {(one.account_id, one.region) for one in then}
    return any(
        (not regions or one.region in regions)
        # As with gateways: a shared VPC's log belongs to its owner.
        and (len(accounts) < 2 or one.account_id in accounts)
        for one in now
        if (one.account_id, one.region) not in looked
    )
