"""NAT gateways that the inventory does not show: the records tell of them, whatever comes first."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib.ingest import plan
from nat_attrib.report import By, collect
from nat_attrib.window import Window
from tests.capture_world import noise, one_gateway, talk, talk_alike, twins
from tests.pipeline import NAMED, broken_checks, opened, run_local, traffic
from tests.world import Builder, FlowLog, World, fields_up_to, small_world, write_inventory, write_logs
from tests.world.small import AZ_IDS, START

if TYPE_CHECKING:
    from pathlib import Path

COVERED = "from gateway_hour order by all"
DAY = Window(datetime(2026, 11, 16), datetime(2026, 11, 17))


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(seed=5, hours=2, talks=16)


@pytest.fixture(scope="module")
def logs(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs")
    write_logs(world.records, folder, FlowLog(fields=fields_up_to(5)), slot_seconds=1800)
    return folder


@pytest.fixture(scope="module")
def without_second(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory that shows neither the second gateway nor its interface."""
    folder = tmp_path_factory.mktemp("inventory")
    write_inventory(world.topology, folder)
    second = world.topology.nat_gateways[1]
    _keep(folder, "nat-gateways", "NatGateways", lambda one: one["NatGatewayId"] != second.nat_gateway_id)
    _keep(
        folder, "network-interfaces", "NetworkInterfaces", lambda one: one["NetworkInterfaceId"] != second.interface_id
    )
    return folder


def _keep(folder: Path, name: str, key: str, wanted: Any) -> None:
    path = next(folder.rglob(f"describe-{name}.json"))
    path.write_text(json.dumps({key: [one for one in json.loads(path.read_text())[key] if wanted(one)]}))


@pytest.fixture(scope="module")
def told(logs: Path, without_second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run tells whose inventory does not show the second gateway."""
    db = tmp_path_factory.mktemp("told") / "nat.duckdb"
    run_local(db, logs, inventory=without_second)
    return db


def _told(world: World) -> list[tuple[Any, ...]]:
    """Return the truth with the second gateway under the id of its interface."""
    second = world.topology.nat_gateways[1]
    keys = ("hour", "nat_gateway_id", "client_ip", "remote_ip", "remote_port", "protocol", "bytes_out", "bytes_in")
    names = {second.nat_gateway_id: second.interface_id}
    rows = [tuple(row[key] for key in (*keys, "packets")) for row in world.truth()]
    return sorted(((row[0], names.get(row[1], row[1]), *row[2:]) for row in rows), key=str)


def test_a_gateway_that_the_inventory_does_not_show_counts_in_either_order_and_a_note_names_it(
    world: World, logs: Path, without_second: Path, told: Path, tmp_path: Path
) -> None:
    """The latest object comes first and alone, the inventory with the one before it, then all others."""
    last = tmp_path / "last.duckdb"
    latest, before, *_ = sorted(logs.rglob("*.parquet"), reverse=True)
    (tmp_path / "part").mkdir()
    shutil.copy(latest, tmp_path / "part")
    run_local(last, tmp_path / "part")
    shutil.copy(before, tmp_path / "part")
    run_local(last, tmp_path / "part", inventory=without_second)
    run_local(last, logs)
    assert sorted(traffic(told), key=str) == _told(world)
    assert traffic(last, NAMED) == traffic(told, NAMED)
    assert traffic(last, COVERED) == traffic(told, COVERED)
    with opened(told) as duck:
        notes = collect(duck, DAY, By(), complete=False).notes
    (said,) = [note for note in notes if "The flow logs alone tell" in note]
    assert world.topology.nat_gateways[1].interface_id in said
    assert world.topology.nat_gateways[0].interface_id not in said
    assert broken_checks(last) == {}


def test_all_of_many_addresses_are_the_gateways_own(tmp_path: Path) -> None:
    """Each remote is reached from one of eight addresses, and fields that tell the direction are missing."""
    build = Builder("111122223333", "ap-east-1", AZ_IDS)
    vpc = build.vpc("shop", "10.0.0.0/16")
    nat = build.nat("nat", build.subnet(vpc, "public", "10.0.0.0/24", "ap-east-1a"), addresses=8)
    client = build.client("web", build.subnet(vpc, "private", "10.0.1.0/24", "ap-east-1a"))
    host = build.remote("host", "203.0.113.1")
    world = World(build.topology, aligned=True)
    for number in range(160):
        world.through_nat(
            client, host, nat, (START, START + 60), (10, 1_000),
            remote_ip=f"203.0.113.{number}", gateway_address=(number * 7 + number // 8) % 8,
        )  # fmt: skip
    write_logs(world.records, tmp_path / "logs", FlowLog(fields=fields_up_to(3)), slot_seconds=3600)
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs")
    with opened(tmp_path / "nat.duckdb") as duck:
        assert duck.row("select l1_bytes, l2_bytes, l3_bytes, l4_bytes from gateway_hour") == (
            1_600, 1_600, 160_000, 160_000,
        )  # fmt: skip
        assert duck.row("select sum(rows_rejected)::bigint from ingested_object") == (0,)


def test_what_the_inventory_shows_as_something_else_is_no_gateway_in_either_order(
    world: World, logs: Path, without_second: Path, told: Path, tmp_path: Path
) -> None:
    """A firewall appliance forwards just as a gateway does."""
    shutil.copytree(without_second, tmp_path / "inventory")
    second = world.topology.nat_gateways[1]
    path = next((tmp_path / "inventory").rglob("describe-network-interfaces.json"))
    shown = json.loads(path.read_text())
    appliance = {"NetworkInterfaceId": second.interface_id, "InterfaceType": "interface", "VpcId": second.vpc_id}
    path.write_text(json.dumps({"NetworkInterfaces": [*shown["NetworkInterfaces"], appliance]}))
    first, last = tmp_path / "first.duckdb", tmp_path / "last.duckdb"
    run_local(first, logs, inventory=tmp_path / "inventory")
    shutil.copy(told, last)
    run_local(last, logs, inventory=tmp_path / "inventory")
    assert sorted(traffic(first), key=str) == [row for row in _told(world) if row[1] != second.interface_id]
    assert traffic(last, NAMED) == traffic(first, NAMED)
    assert traffic(last, COVERED) == traffic(first, COVERED)


def test_without_an_inventory_the_names_of_the_objects_tell_region_and_price(tmp_path: Path) -> None:
    world = talk_alike(twins("plain", "regional"), hours=1, talks=6)
    fields = tuple(name for name in fields_up_to(9) if name not in ("region", "account_id"))
    write_logs(world.records, tmp_path / "logs", FlowLog(fields=fields))
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs")
    plain, regional = world.topology.nat_gateways
    with opened(tmp_path / "nat.duckdb") as duck:
        asked = "nat_gateway_id, account_id, region, availability_mode, known_from"
        assert sorted(duck.rows(f"select {asked} from gateway")) == [
            (plain.interface_id, "111122223333", "ap-east-1", "zonal", "flow_log"),
            (regional.nat_gateway_id, "111122223333", "ap-east-1", "regional", "flow_log"),
        ]
        assert duck.row("select count(*) > 0, bool_and(nat_usd is not null) from nat_traffic") == (True, True)
        # The price needs the region, and so does what a gateway endpoint would take.
        assert duck.rows("select distinct served_by from nat_traffic where service = 's3' order by all") == [
            ("gateway_endpoint",),
            ("nat_only",),
        ]
        notes = collect(duck, DAY, By(), complete=False).notes
        advised = duck.rows("from recommendations('2026-11-16', '2026-11-17') where action = 'create_gateway_endpoint'")
    assert advised
    assert all(" is in no inventory: whether it has a gateway endpoint for " in row[-1] for row in advised)
    (said,) = [note for note in notes if "The flow logs alone tell" in note]
    assert said.endswith("The hours of a regional one are counted for one AZ.")


def test_batches_before_the_one_that_shows_the_gateway_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gateway is idle for an hour: only its NODATA says that its log was on."""
    monkeypatch.setattr(plan, "MAX_OBJECTS", 1)
    world = one_gateway()
    nat = world.topology.nat_gateways[0]
    world.silence(nat, 1_794_787_200, 1_794_787_200 + 3600)
    talk(noise(world), hours=2)
    records = [
        record
        for record in world.records
        if record.interface_id != nat.interface_id or record.start >= 1_794_787_200 + 3600 or record.leg == "nodata"
    ]
    write_logs(records, tmp_path / "logs", FlowLog(fields=fields_up_to(5)), slot_seconds=3600)
    write_inventory(world.topology, tmp_path / "inventory")
    other = small_world(seed=9, hours=1, talks=1)
    write_inventory(other.topology, tmp_path / "elsewhere")
    run_local(tmp_path / "known.duckdb", tmp_path / "logs", inventory=tmp_path / "inventory")
    run_local(tmp_path / "told.duckdb", tmp_path / "logs", inventory=tmp_path / "elsewhere")
    asked = "select * exclude (nat_gateway_id) from gateway_hour order by hour"
    assert traffic(tmp_path / "told.duckdb", asked) == traffic(tmp_path / "known.duckdb", asked)
    with opened(tmp_path / "told.duckdb") as duck:
        assert duck.row("select nat_gateway_id, known_from from gateway where known_from = 'flow_log'") == (
            nat.interface_id,
            "flow_log",
        )
        assert duck.row("select count(*) > 1, count(distinct batch_id) = count(*) from ingested_object") == (True, True)
