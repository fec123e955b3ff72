"""Clients behind a Transit Gateway: named in the accounts of the spokes, priced for the way, and never guessed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib.report import By, Format, collect, render
from nat_attrib.window import Window
from tests.capture_world import found, truth, v
from tests.pipeline import broken_checks, opened, run_local
from tests.world import World, write_inventory, write_logs
from tests.world.central import central_egress

if TYPE_CHECKING:
    from pathlib import Path

SPOKES = ("web", "worker", "etl", "blue-only", "green-only")
WINDOW = "('2026-11-16', '2026-11-17')"
SOURCES = """
    select source_name, source_account_id, named_by, sum(bytes_out + bytes_in)::bigint
    from nat_service_hour join source using (source_id) group by all
"""


def true_bytes(world: World) -> Counter[str]:
    """Return the bytes by the name of the client that really sent them; the twins by their common address."""
    names: dict[str, str] = {}
    for home in world.topologies:
        for client in home.clients:
            names[client.address] = client.address if client.name.endswith("-twin") else client.name
    sums: Counter[str] = Counter()
    for row in world.truth():
        sums[names[row["client_ip"]]] += row["bytes_out"] + row["bytes_in"]
    return sums


@pytest.fixture(scope="module")
def world() -> World:
    return central_egress()


@pytest.fixture(scope="module")
def file(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a run over the gateway's log alone and the inventories of all three accounts."""
    folder = tmp_path_factory.mktemp("central")
    write_logs(world.of_gateways(), folder / "logs", v(5))
    for home in world.topologies:
        write_inventory(home, folder / "inventory")
    run_local(folder / "nat.duckdb", folder / "logs", inventory=folder / "inventory")
    return folder / "nat.duckdb"


def named(file: Path) -> dict[str | None, tuple[Any, ...]]:
    with opened(file) as duck:
        return {row[0]: row[1:] for row in duck.rows(SOURCES)}


def test_every_byte_counts_once_and_the_spokes_clients_have_their_names(world: World, file: Path) -> None:
    assert broken_checks(file) == {}
    assert found(file) == truth(world)
    sums = true_bytes(world)
    owner = {c.name: home.account_id for home in world.topologies for c in home.clients}
    expected = {name: (owner[name], "inventory", sums[name]) for name in ("bastion", *SPOKES)}
    # The twins are one address to the gateway: nobody is named, and no byte is lost.
    assert named(file) == expected | {None: (None, "ambiguous", sums["10.77.1.10"])}


def test_what_comes_through_the_transit_gateway_pays_for_it(world: World, file: Path) -> None:
    sums = true_bytes(world)
    with opened(file) as duck:
        price = float(duck.row("select price from rate where region = 'ap-east-1' and item = 'transit_gateway_gb'")[0])
        by_row = dict(duck.rows("select source_name, fsum(tgw_usd) from nat_traffic group by all"))
        by_source = dict(duck.rows(f"select source_name, tgw_usd from nat_by_source{WINDOW}"))
        [total] = duck.row(f"select tgw_usd from nat_by_gateway{WINDOW}")
    assert price > 0
    expected = {name: price * sums[name] / 2**30 for name in SPOKES} | {"bastion": 0.0}
    for found_usd in (by_row, by_source):
        assert found_usd.pop(None) is None
        assert found_usd == pytest.approx(expected)
    assert total == pytest.approx(sum(expected.values()))


def test_the_report_shows_the_way_through_the_transit_gateway(file: Path) -> None:
    with opened(file) as duck:
        report = collect(duck, Window(datetime(2026, 11, 16), datetime(2026, 11, 17)), By())
    shown = render(report, Format.TABLE)
    assert "Transit Gateway" in shown
    assert "TGW $" in shown
    assert json.loads(render(report, Format.JSON))["totals"]["tgw_usd"] > 0


def test_the_spokes_logs_tell_the_twins_apart_in_the_hours_in_which_one_was_silent(
    world: World, tmp_path: Path
) -> None:
    twins = [world.topologies[number].client(name) for number, name in ((1, "blue-twin"), (2, "green-twin"))]
    transit = world.topology.client("transit").interface_id
    write_logs(world.of_gateways(), tmp_path / "logs", v(5))
    clients = [record for record in world.of_clients() if record.interface_id != transit]
    write_logs(clients, tmp_path / "logs", v(5, "fl-0bbbbbbbbbbbbbbbb"))
    for home in world.topologies:
        write_inventory(home, tmp_path / "inventory")
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs", inventory=tmp_path / "inventory")
    assert found(tmp_path / "nat.duckdb") == truth(world)
    with opened(tmp_path / "nat.duckdb") as duck:
        told = duck.rows(
            "select distinct extract('hour' from hour)::integer, interface_id, named_by"
            " from nat_service_hour join source using (source_id) where source_ip = '10.77.1.10' order by all"
        )
    assert told == [(0, None, "ambiguous"), (1, None, "ambiguous"), (2, twins[0].interface_id, "flow_log")]
