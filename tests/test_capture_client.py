"""Captures at the clients' own ENIs, beside those at the gateway: the same traffic gives the same answer."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from tests.capture_world import (
    captures,
    found,
    noise,
    of_vpc,
    one_gateway,
    talk,
    talk_alike,
    truth,
    truth_of_clients,
    twins,
    v,
)
from tests.pipeline import broken_checks, opened, run_local
from tests.world import World, write_inventory, write_logs

if TYPE_CHECKING:
    from pathlib import Path

SEEN = {
    # name of the VPC: what its log has, the version, the capture that tells
    "nat_eni": ("gateway", 5, "nat_eni"),
    "vpc_log": ("all", 5, "nat_eni"),
    "regional": ("gateway", 9, "regional"),
    "next_hop": ("clients", 11, "next_hop"),
    "route": ("clients", 5, "route"),
    "route_v2": ("clients", 2, "route"),
    "route_v3": ("clients", 3, "route"),
    "regional_route": ("clients", 4, "route"),
    "regional_next_hop": ("clients", 11, "next_hop"),
    "nat_eni_v2": ("gateway", 2, "nat_eni_v2"),
}


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """Ten VPCs of the same CIDR behind one log bucket, with the same traffic but other logs; and the file."""
    folder = tmp_path_factory.mktemp("alike")
    world = talk_alike(twins(*SEEN))
    for number, (name, (kind, version, _)) in enumerate(SEEN.items()):
        form = "text-gz" if version == 2 else "parquet"
        log = v(version, f"fl-0{number:016x}", file_format=form)
        write_logs(of_vpc(world, name, kind), folder / "logs", log, slot_seconds=3600)
    write_inventory(world.topology, folder / "inventory")
    run_local(folder / "nat.duckdb", folder / "logs", inventory=folder / "inventory")
    return world, folder / "nat.duckdb"


def by_vpc(world: World, rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    """Return rows (hour, gateway, ...) by the VPC's name, without the gateway."""
    names = {gateway.nat_gateway_id: gateway.name for gateway in world.topology.nat_gateways}
    made = defaultdict(list)
    for hour, gateway, *more in rows:
        made[names[gateway]].append((hour, *more))
    return made


def test_every_capture_tells_the_same_bytes(alike: tuple[World, Path]) -> None:
    world, db = alike
    assert broken_checks(db) == {}
    expected = by_vpc(world, truth(world))
    told = by_vpc(world, found(db))
    assert sorted(told) == sorted(SEEN)
    for name in SEEN:
        if name != "nat_eni_v2":
            assert told[name] == expected["route"], name
    clients = by_vpc(world, truth_of_clients(world))["nat_eni_v2"]
    sums: dict[tuple[Any, ...], list[int]] = {}
    for hour, client, _, _, _, out, back, _ in told["nat_eni_v2"]:
        total = sums.setdefault((hour, client), [0, 0])
        total[0] += out
        total[1] += back
    assert sorted((*key, *total) for key, total in sums.items()) == clients


def test_each_row_says_how_it_was_seen_and_who_sent_it(alike: tuple[World, Path]) -> None:
    world, db = alike
    with opened(db) as duck:
        seen = duck.rows(
            "select distinct nat_gateway_id, capture, source_ip, interface_id, source_name, vpc_id from nat_traffic"
        )
    gateways = {gateway.nat_gateway_id: gateway for gateway in world.topology.nat_gateways}
    assert {(gateways[row[0]].name, row[1]) for row in seen} == {(name, how[2]) for name, how in SEEN.items()}
    for gateway_id, _, address, interface, name, vpc in seen:
        assert vpc == gateways[gateway_id].vpc_id
        holder = next(c for c in world.topology.clients if c.vpc_id == vpc and address in c.addresses)
        assert (interface, name) == (holder.interface_id, holder.name)


def test_what_came_in_through_a_load_balancer_is_shown_and_not_counted(alike: tuple[World, Path]) -> None:
    world, db = alike
    with opened(db) as duck:
        told = dict(
            duck.rows(
                "select nat_gateway_id, sum(inbound_bytes)::bigint from log_hour where inbound_bytes > 0 group by all"
            )
        )
    names = {gateway.nat_gateway_id: gateway.name for gateway in world.topology.nat_gateways}
    inbound = sum(int(one.values["bytes"] or 0) for one in of_vpc(world, "route") if one.leg == "inbound")
    expected = {name for name, how in SEEN.items() if how[2] in {"route", "next_hop"}}
    assert {names[gateway]: amount for gateway, amount in told.items()} == dict.fromkeys(expected, inbound)


def test_what_only_clients_tell_is_a_lower_bound(alike: tuple[World, Path]) -> None:
    world, db = alike
    names = {gateway.nat_gateway_id: gateway.name for gateway in world.topology.nat_gateways}
    with opened(db) as duck:
        rows = duck.rows(
            "select nat_gateway_id, bool_and(is_lower_bound), bool_or(is_lower_bound), string_agg(distinct capture) "
            "from gateway_hour where covered_seconds = 3600 group by all"
        )
    for gateway, always, ever, capture in rows:
        assert capture == SEEN[names[gateway]][2]
        assert always == ever == (capture not in {"nat_eni", "regional"}), names[gateway]


def test_next_hops_tell_the_gateway_without_an_inventory(tmp_path: Path) -> None:
    """Logged on the way out alone, or on both ways."""
    expected, db = [], tmp_path / "nat.duckdb"
    for number, on_ingress in enumerate((False, True)):
        world = noise(talk(one_gateway(number, aligned=True, next_hop_on_ingress=on_ingress)))
        log = v(11, f"fl-0a1b2c3d4e5f6071{number}")
        write_logs(world.of_clients(), tmp_path / "logs", log, slot_seconds=3600)
        # Only the next hop's ENI is known.
        gateway = str(world.topology.nat_gateways[0].interface_id)
        expected += [(row[0], gateway, *row[2:]) for row in truth(world)]
    run_local(db, tmp_path / "logs")
    assert found(db) == sorted(expected, key=str)
    assert captures(db) == {gateway: {"next_hop"} for _, gateway, *_ in expected}
    assert broken_checks(db) == {}
