"""Which subnets' traffic goes to a NAT gateway: the effective route tables, by time, as reduce looks them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck

NO_END = 253_402_214_400
"""9999-12-31 as unix time: what is still so."""

Range = tuple[int, str, str, str]
"""Family (4 or 6), first and last address as numbers (128 bits do not fit into JSON's), the NAT gateway."""
Held = tuple[str, int, int]
"""A route table, and from when until when (exclusive) it was the subnet's, unix time in whole hours."""


@dataclass(frozen=True, slots=True, order=True)
class RouteTable:
    """The destinations that a route table led to NAT gateways in a time, resolved by the longest prefix."""

    route_table_id: str
    valid_from: int
    """Unix time, a whole hour; 0 for the first state that was seen."""
    valid_to: int
    """Exclusive; `NO_END` where it is still so."""
    ranges: tuple[Range, ...]
    """Disjoint."""

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> RouteTable:
        """Return the table that a context's JSON holds."""
        ranges = tuple((family, first, last, gateway) for family, first, last, gateway in row["ranges"])
        return cls(row["route_table_id"], row["valid_from"], row["valid_to"], ranges)


@dataclass(frozen=True, slots=True, order=True)
class Subnet:
    """A known subnet."""

    subnet_id: str
    cidrs: tuple[str, ...] = ()
    """Which addresses are inside, for logs that do not tell the direction."""
    tables: tuple[Held, ...] = ()
    """Its route tables that lead to a NAT gateway; empty where none ever did."""

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Subnet:
        """Return the subnet that a context's JSON holds."""
        held = tuple((table, begins, ends) for table, begins, ends in row["tables"])
        return cls(row["subnet_id"], tuple(row["cidrs"]), held)


def current_ways(duck: Duck) -> tuple[tuple[RouteTable, ...], tuple[Subnet, ...], tuple[tuple[str, str], ...]]:
    """Return what the inventory tells: route tables, subnets, and the ENIs in those that use a NAT gateway."""
    duck.run("stages/ingest/context_route")
    tables = [
        RouteTable(
            table_id,
            begins,
            ends,
            tuple((one["family"], one["first_number"], one["last_number"], one["nat_gateway_id"]) for one in ranges),
        )
        for table_id, begins, ends, ranges in duck.rows("from context_table")
    ]
    subnets = [
        Subnet(
            subnet_id,
            tuple(sorted(cidrs or ())),
            tuple(sorted((held["route_table_id"], held["valid_from"], held["valid_to"]) for held in tables_of)),
        )
        for subnet_id, tables_of, cidrs in duck.rows("from context_subnet")
    ]
    interfaces = [(interface, subnet) for interface, subnet in duck.rows("from context_interface")]
    return tuple(sorted(tables)), tuple(sorted(subnets)), tuple(sorted(interfaces))


def way_frames(
    tables: Sequence[RouteTable], subnets: Sequence[Subnet], interfaces: Sequence[tuple[str, str]]
) -> dict[str, pl.DataFrame]:
    """Return what reduce reads, by the name of the table.

    `known_place` (a subnet or an ENI, and the subnet's number), `known_cidr` (subnet number, CIDR), `known_way` (subnet
    number, table number, from, until) and `known_range` (table number, family, first and last number as text, gateway).
    """
    number = {subnet.subnet_id: place for place, subnet in enumerate(subnets)}
    places = [*number.items(), *((eni, number[subnet]) for eni, subnet in interfaces if subnet in number)]
    table_number = {table: place for place, table in enumerate(tables)}
    states = _by_id(tables)
    ways = [
        (number[subnet.subnet_id], table_number[table], max(begins, table.valid_from), min(ends, table.valid_to))
        for subnet in subnets
        for table_id, begins, ends in subnet.tables
        for table in states.get(table_id, ())
        if max(begins, table.valid_from) < min(ends, table.valid_to)
    ]
    return {
        "known_place": pl.DataFrame(places, schema={"place": pl.String, "subnet_number": pl.Int32}, orient="row"),
        "known_cidr": pl.DataFrame(
            [(number[subnet.subnet_id], cidr) for subnet in subnets for cidr in subnet.cidrs],
            schema={"subnet_number": pl.Int32, "cidr": pl.String},
            orient="row",
        ),
        "known_way": pl.DataFrame(
            ways,
            schema={
                "subnet_number": pl.Int32,
                "table_number": pl.Int32,
                "valid_from": pl.Int64,
                "valid_to": pl.Int64,
            },
            orient="row",
        ),
        "known_range": pl.DataFrame(
            [(place, *one) for place, table in enumerate(tables) for one in table.ranges],
            schema={
                "table_number": pl.Int32,
                "family": pl.Int32,
                "first_number": pl.String,
                "last_number": pl.String,
                "nat_gateway_id": pl.String,
            },
            orient="row",
        ),
    }


def changed_subnets(
    tables: Sequence[RouteTable],
    subnets: Sequence[Subnet],
    tables_then: Sequence[RouteTable],
    subnets_then: Sequence[Subnet],
    newest: str | None,
) -> bool:
    """Tell whether a subnet that was known then leads elsewhere now, for records that are not younger than `newest`.

    `newest` is a time (ISO 8601, UTC); None stands for any.
    """
    until = NO_END if newest is None else int(datetime.fromisoformat(newest).replace(tzinfo=UTC).timestamp())
    then = dict(_leads(tables_then, subnets_then, until))
    now = dict(_leads(tables, subnets, until))
    return any(now[subnet] != way for subnet, way in then.items() if subnet in now)


def _leads(tables: Sequence[RouteTable], subnets: Sequence[Subnet], until: int) -> list[tuple[str, object]]:
    """Return where each subnet leads before `until`: its pieces of time with their ranges."""
    states = _by_id(tables)
    return [
        (
            subnet.subnet_id,
            sorted(
                (max(begins, table.valid_from), min(ends, table.valid_to, until), table.ranges)
                for table_id, begins, ends in subnet.tables
                for table in states.get(table_id, ())
                if max(begins, table.valid_from) < min(ends, table.valid_to, until)
            ),
        )
        for subnet in subnets
    ]


def _by_id(tables: Sequence[RouteTable]) -> dict[str, list[RouteTable]]:
    """Return the states of each route table."""
    found: dict[str, list[RouteTable]] = {}
    for table in tables:
        found.setdefault(table.route_table_id, []).append(table)
    return found
