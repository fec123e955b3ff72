"""Laws of the whole: the bytes are the truth's, twice equals once, any split equals the whole, order never matters."""

from __future__ import annotations

import json
import random
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from nat_attrib.attribute import hours
from nat_attrib.ingest import records
from nat_attrib.window import Window
from tests.pipeline import NAMED, broken_checks, opened, run_local, traffic
from tests.world import FlowLog, World, fields_up_to, small_world, write_inventory, write_logs

TRUTH_KEYS = ("hour", "nat_gateway_id", "client_ip", "remote_ip", "remote_port", "protocol")
SUMS = ("bytes_out", "bytes_in", "packets")


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(seed=11, hours=3, talks=40)


@pytest.fixture(scope="module")
def laid_out(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `logs/` (v5 Parquet) and `inventory/`."""
    folder = tmp_path_factory.mktemp("world")
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)))
    write_inventory(world.topology, folder / "inventory")
    return folder


@pytest.fixture(scope="module")
def whole(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of one undisturbed run over everything."""
    db = tmp_path_factory.mktemp("whole") / "nat.duckdb"
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory")
    return db


def expected(world: World) -> list[tuple[Any, ...]]:
    rows = [tuple(row[key] for key in (*TRUTH_KEYS, *SUMS)) for row in world.truth()]
    return sorted(rows, key=str)


def found(db: Path) -> list[tuple[Any, ...]]:
    return sorted(traffic(db), key=str)


def test_every_byte_of_the_truth_and_no_other(world: World, whole: Path) -> None:
    assert found(whole) == expected(world)
    assert broken_checks(whole) == {}


@pytest.mark.parametrize(
    ("version", "changes"),
    [
        pytest.param(3, {"file_format": "text-gz"}, id="v3 gz text"),
        pytest.param(5, {"file_format": "text", "hive": True, "hourly": True, "prefix": "team/x"}, id="v5 text, Hive"),
        pytest.param(7, {"file_format": "parquet", "hourly": True}, id="v7 Parquet, hourly"),
        pytest.param(11, {"file_format": "parquet", "hive": True}, id="v11 Parquet, Hive"),
    ],
)
def test_every_version_and_form_gives_the_same_bytes(
    world: World, laid_out: Path, tmp_path: Path, version: int, changes: dict[str, Any]
) -> None:
    write_logs(world.records, tmp_path / "logs", FlowLog(fields=fields_up_to(version), **changes))
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs", inventory=laid_out / "inventory")
    assert found(tmp_path / "nat.duckdb") == expected(world)


def test_twice_equals_once(laid_out: Path, whole: Path, tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    shutil.copy(whole, db)
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory")
    assert traffic(db, NAMED) == traffic(whole, NAMED)


def test_any_split_of_the_objects_in_any_order_equals_the_whole(laid_out: Path, whole: Path, tmp_path: Path) -> None:
    paths = sorted((laid_out / "logs").rglob("*.parquet"))
    random.Random(0).shuffle(paths)
    db = tmp_path / "nat.duckdb"
    for part in range(3):
        folder = tmp_path / f"part{part}"
        folder.mkdir()
        for path in paths[part::3]:
            shutil.copy(path, folder)
        run_local(db, folder, inventory=laid_out / "inventory")
    assert traffic(db, NAMED) == traffic(whole, NAMED)
    assert broken_checks(db) == {}


def test_objects_read_again_by_each_pass_and_days_built_one_by_one_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days = small_world(seed=12, hours=26, talks=30)
    write_logs(two_days.records, tmp_path / "logs", FlowLog(fields=fields_up_to(5)))
    write_inventory(two_days.topology, tmp_path / "inventory")
    together, apart = tmp_path / "together.duckdb", tmp_path / "apart.duckdb"
    run_local(together, tmp_path / "logs", inventory=tmp_path / "inventory")
    assert found(together) == expected(two_days)
    monkeypatch.setattr(records, "SMALL_OBJECT_RECORDS", 0)
    monkeypatch.setattr(hours, "ROWS_TOGETHER", 0)
    run_local(apart, tmp_path / "logs", inventory=tmp_path / "inventory")
    assert traffic(apart, NAMED) == traffic(together, NAMED)


def test_any_split_of_the_window_equals_the_whole(laid_out: Path, whole: Path, tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    for first, last in ((2, 4), (0, 1), (1, 2)):
        run_local(
            db,
            laid_out / "logs",
            inventory=laid_out / "inventory",
            window=Window(datetime(2026, 11, 16, first), datetime(2026, 11, 16, last)),
        )
    assert traffic(db, NAMED) == traffic(whole, NAMED)


def test_several_logs_on_one_interface_count_once(world: World, laid_out: Path, tmp_path: Path) -> None:
    shutil.copytree(laid_out / "logs", tmp_path / "logs")
    write_logs(
        world.records,
        tmp_path / "logs",
        FlowLog("fl-0eeeeeeeeeeeeeeee", fields=fields_up_to(3), file_format="text-gz"),
    )
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs", inventory=laid_out / "inventory")
    assert found(tmp_path / "nat.duckdb") == expected(world)


def test_a_gateway_that_becomes_known_later_gets_its_bytes(world: World, laid_out: Path, tmp_path: Path) -> None:
    """A denied account came back: objects in the ledger are read again, and everything is as if it had been known."""
    shutil.copytree(laid_out / "inventory", tmp_path / "inventory")
    gateways = next((tmp_path / "inventory").rglob("describe-nat-gateways.json"))
    full = gateways.read_text()
    gateways.write_text('{"NatGateways": []}')
    db = tmp_path / "nat.duckdb"
    first = world.topology.nat_gateways[0]
    content = json.loads(full)
    content["NatGateways"] = [g for g in content["NatGateways"] if g["NatGatewayId"] == first.nat_gateway_id]
    gateways.write_text(json.dumps(content))
    run_local(db, laid_out / "logs", inventory=tmp_path / "inventory")
    # The other one's interface shows what it is, not which gateway it belongs to.
    interfaces = {gateway.nat_gateway_id: gateway.interface_id for gateway in world.topology.nat_gateways}
    named = {first.nat_gateway_id: first.nat_gateway_id}
    told = [(row[0], named.get(row[1], interfaces[row[1]]), *row[2:]) for row in expected(world)]
    assert found(db) == sorted(told, key=str)
    gateways.write_text(full)
    run_local(db, laid_out / "logs", inventory=tmp_path / "inventory")
    assert found(db) == expected(world)
    assert broken_checks(db) == {}


def test_without_an_inventory_gateways_are_recognised_from_the_records(
    world: World, laid_out: Path, whole: Path, tmp_path: Path
) -> None:
    db = tmp_path / "nat.duckdb"
    run_local(db, laid_out / "logs")
    names = {gateway.interface_id: gateway.nat_gateway_id for gateway in world.topology.nat_gateways}
    told = [(row[0], names[row[1]], *row[2:]) for row in traffic(db)]
    assert sorted(told, key=str) == expected(world)
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory")
    assert traffic(db, NAMED) == traffic(whole, NAMED)


@pytest.fixture
def replaced(laid_out: Path, tmp_path: Path) -> tuple[Path, Path]:
    shutil.copytree(laid_out / "logs", tmp_path / "logs")
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs", inventory=laid_out / "inventory")
    return tmp_path / "nat.duckdb", tmp_path / "logs"


def test_an_object_of_the_same_name_and_another_size_replaces_the_old_one(
    world: World, laid_out: Path, replaced: tuple[Path, Path]
) -> None:
    db, logs = replaced
    paths = sorted(logs.rglob("*.parquet"))
    largest = max(paths, key=lambda path: path.stat().st_size)
    half = world.records[: len(world.records) // 2]
    other = write_logs(half, logs.parent / "other", FlowLog(fields=fields_up_to(5)))
    by_slot = {path.name[: -len("_00000000.log.parquet")]: path for path in other}
    stand_in = by_slot.get(largest.name[: -len("_00000000.log.parquet")], other[0])
    shutil.copy(stand_in, largest)
    run_local(db, logs, inventory=laid_out / "inventory")
    fresh = logs.parent / "fresh.duckdb"
    run_local(fresh, logs, inventory=laid_out / "inventory")
    assert traffic(db, NAMED) == traffic(fresh, NAMED)
    assert broken_checks(db) == {}


def test_a_damaged_object_stands_alone_and_is_read_when_it_is_whole(
    laid_out: Path, whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(laid_out / "logs", tmp_path / "logs")
    paths = sorted((tmp_path / "logs").rglob("*.parquet"))
    good = {path: path.read_bytes() for path in (paths[3], paths[7], paths[9])}
    paths[3].write_bytes(b"")
    paths[7].write_bytes(good[paths[7]][:-20])
    damaged = bytearray(good[paths[9]])
    damaged[40:200] = bytes(160)
    paths[9].write_bytes(damaged)
    db = tmp_path / "nat.duckdb"
    done = run_local(db, tmp_path / "logs", inventory=laid_out / "inventory")
    assert done.is_partial
    with opened(db) as duck:
        failed = duck.rows("select key, reason from ingested_object where status = 'failed' order by key")
    assert [Path(key).name for key, _ in failed] == [paths[3].name, paths[7].name, paths[9].name]
    assert all(reason for _, reason in failed)
    for path, content in good.items():
        path.write_bytes(content)
    assert not run_local(db, tmp_path / "logs", inventory=laid_out / "inventory").is_partial
    assert traffic(db, NAMED) == traffic(whole, NAMED)
