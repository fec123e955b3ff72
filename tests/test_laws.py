"""Laws of the whole: the bytes are the truth's, twice equals once, any split equals the whole, order never matters."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from nat_attrib.attribute import hours
from nat_attrib.ingest import records
from nat_attrib.window import Window
from tests.pipeline import NAMED, broken_checks, opened, run_local, traffic
from tests.world import FlowLog, World, fields_up_to, small_world, write_inventory, write_logs
from tests.world.small import START
from tests.world.truth import hour_of

TRUTH_KEYS = ("hour", "nat_gateway_id", "client_ip", "remote_ip", "remote_port", "protocol")
SUMS = ("bytes_out", "bytes_in", "packets")


BEGIN = START + 22 * 3600
"""Two hours before midnight: the world's three hours lie in two days."""


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(seed=11, hours=3, talks=40, start=BEGIN)


@pytest.fixture(scope="module")
def laid_out(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `logs/` (v5 Parquet), `inventory/`, and `known.duckdb`, which holds the inventory alone."""
    folder = tmp_path_factory.mktemp("world")
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)))
    write_inventory(world.topology, folder / "inventory")
    run_local(folder / "known.duckdb", inventory=folder / "inventory")
    return folder


@pytest.fixture
def known(laid_out: Path, tmp_path: Path) -> Path:
    """A file of the test's own that holds the inventory alone."""
    return Path(shutil.copy(laid_out / "known.duckdb", tmp_path))


@pytest.fixture(scope="module")
def whole(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of one undisturbed run over everything."""
    db = Path(shutil.copy(laid_out / "known.duckdb", tmp_path_factory.mktemp("whole") / "nat.duckdb"))
    run_local(db, laid_out / "logs")
    return db


@pytest.fixture(scope="module")
def told(whole: Path) -> list[tuple[Any, ...]]:
    """All that it says."""
    return traffic(whole, NAMED)


def expected(world: World) -> list[tuple[Any, ...]]:
    rows = [tuple(row[key] for key in (*TRUTH_KEYS, *SUMS)) for row in world.truth()]
    return sorted(rows, key=str)


def found(db: Path) -> list[tuple[Any, ...]]:
    return sorted(traffic(db), key=str)


def test_every_byte_of_the_truth_and_no_other(world: World, whole: Path) -> None:
    assert found(whole) == expected(world)
    assert broken_checks(whole) == {}


FORMS: dict[str, list[dict[str, Any]]] = {
    "v3 gz text": [{"fields": fields_up_to(3), "file_format": "text-gz"}],
    "v5 text, Hive": [
        {"fields": fields_up_to(5), "file_format": "text", "hive": True, "hourly": True, "prefix": "team/x"}
    ],
    "v7 Parquet, hourly": [{"fields": fields_up_to(7), "hourly": True}],
    "v11 Parquet, Hive": [{"fields": fields_up_to(11), "hive": True}],
    "two logs on each interface": [{}, {"fields": fields_up_to(3), "file_format": "text-gz"}],
}
"""The flow logs of an account."""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, World], list[tuple[Any, ...]]]:
    """A world of its own for each form, and what one run over the logs of all of them counts."""
    folder, worlds = tmp_path_factory.mktemp("forms"), {}
    for number, (name, logs) in enumerate(FORMS.items()):
        account = f"44445555666{number}"
        worlds[name] = world = small_world(seed=number, hours=2, talks=25, account_id=account)
        for each, changes in enumerate(logs):
            log = FlowLog(f"fl-0a1b2c3d4e5f607{number}{each}", account_id=account)
            write_logs(world.records, folder / "logs", log, **changes)
        write_inventory(world.topology, folder / "inventory")
    run_local(folder / "nat.duckdb", folder / "logs", inventory=folder / "inventory")
    return worlds, found(folder / "nat.duckdb")


@pytest.mark.parametrize("form", FORMS)
def test_every_version_and_form_gives_the_same_bytes(
    forms: tuple[dict[str, World], list[tuple[Any, ...]]], form: str
) -> None:
    worlds, counted = forms
    gateways = {gateway.nat_gateway_id for gateway in worlds[form].topology.nat_gateways}
    assert [row for row in counted if row[1] in gateways] == expected(worlds[form])


def test_the_forms_together_are_all_that_is_counted(
    forms: tuple[dict[str, World], list[tuple[Any, ...]]],
) -> None:
    worlds, counted = forms
    assert len(counted) == sum(len(world.truth()) for world in worlds.values())


def test_twice_equals_once(laid_out: Path, whole: Path, told: list[tuple[Any, ...]], tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    shutil.copy(whole, db)
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory")
    assert traffic(db, NAMED) == told


def test_objects_read_again_by_each_pass_and_days_built_one_by_one_change_nothing(
    laid_out: Path, known: Path, told: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "SMALL_OBJECT_RECORDS", 0)
    monkeypatch.setattr(hours, "ROWS_TOGETHER", 0)
    run_local(known, laid_out / "logs")
    assert len({row[0].date() for row in traffic(known)}) == 2
    assert traffic(known, NAMED) == told


def test_any_split_of_the_window_equals_the_whole(laid_out: Path, known: Path, told: list[tuple[Any, ...]]) -> None:
    for first, last in ((1, 3), (0, 1)):
        window = Window(hour_of(BEGIN + 3600 * first), hour_of(BEGIN + 3600 * last))
        run_local(known, laid_out / "logs", window=window)
    assert traffic(known, NAMED) == told


def test_a_gateway_that_becomes_known_later_gets_its_bytes(world: World, laid_out: Path, tmp_path: Path) -> None:
    """A denied account came back: objects in the ledger are read again, and everything is as if it had been known."""
    shutil.copytree(laid_out / "inventory", tmp_path / "inventory")
    gateways = next((tmp_path / "inventory").rglob("describe-nat-gateways.json"))
    full = gateways.read_text()
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
    world: World, laid_out: Path, told: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    db = tmp_path / "nat.duckdb"
    run_local(db, laid_out / "logs")
    names = {gateway.interface_id: gateway.nat_gateway_id for gateway in world.topology.nat_gateways}
    by_name = [(row[0], names[row[1]], *row[2:]) for row in traffic(db)]
    assert sorted(by_name, key=str) == expected(world)
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory")
    assert traffic(db, NAMED) == told


class Mended(NamedTuple):
    """A file that first saw half of the objects, some of them odd; and its copy after a run over all as they are."""

    before: Path
    after: Path
    was_partial: bool
    damaged: list[str]
    other: str
    """The one that had another's content: its name."""


@pytest.fixture(scope="module")
def mended(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Mended:
    folder = tmp_path_factory.mktemp("mended")
    shutil.copytree(laid_out / "logs", folder / "logs")
    paths = sorted((folder / "logs").rglob("*.parquet"))
    good = {path: path.read_bytes() for path in paths}
    random.Random(0).shuffle(paths)
    late, early = paths[::2], sorted(paths[1::2])
    for path in late:
        path.unlink()
    odd = [early[3], early[7], early[9]]
    odd.append(max((path for path in early if path not in odd), key=lambda path: path.stat().st_size))
    odd[0].write_bytes(b"")
    odd[1].write_bytes(good[odd[1]][:-20])
    damaged = bytearray(good[odd[2]])
    damaged[40:200] = bytes(160)
    odd[2].write_bytes(damaged)
    shutil.copy(early[5], odd[3])
    before, after = folder / "before.duckdb", folder / "after.duckdb"
    shutil.copy(laid_out / "known.duckdb", before)
    done = run_local(before, folder / "logs")
    shutil.copy(before, after)
    for path, content in good.items():
        path.write_bytes(content)
    assert not run_local(after, folder / "logs").is_partial
    return Mended(before, after, done.is_partial, [path.name for path in odd[:3]], odd[3].name)


def test_objects_that_come_later_in_any_order_are_as_good_as_all_at_once(
    mended: Mended, whole: Path, told: list[tuple[Any, ...]]
) -> None:
    objects = "select count(*) from ingested_object"
    assert traffic(mended.after, objects) == traffic(whole, objects) != traffic(mended.before, objects)
    assert traffic(mended.after, NAMED) == told


def test_a_damaged_object_stands_alone_and_is_read_when_it_is_whole(
    mended: Mended, told: list[tuple[Any, ...]]
) -> None:
    assert mended.was_partial
    with opened(mended.before) as duck:
        failed = duck.rows("select key, reason from ingested_object where status = 'failed' order by key")
    assert [Path(key).name for key, _ in failed] == mended.damaged
    assert all(reason for _, reason in failed)
    assert traffic(mended.after, NAMED) == told


def test_an_object_of_the_same_name_and_another_size_replaces_the_old_one(
    mended: Mended, told: list[tuple[Any, ...]]
) -> None:
    ledger = "select status, rows_read from ingested_object where key like '%{}'"
    [was], [now] = (traffic(db, ledger.format(mended.other)) for db in (mended.before, mended.after))
    assert was[0] == now[0] == "ok"
    assert 0 < was[1] < now[1]
    assert traffic(mended.after, NAMED) == told
    assert broken_checks(mended.after) == {}
