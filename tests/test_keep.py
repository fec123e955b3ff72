"""Folding changes no byte, pruning forgets for good, and what comes late for closed days is said and not counted."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nat_attrib import cli, keep, store
from nat_attrib.report import By, Grouping, collect
from nat_attrib.window import Window
from tests.pipeline import broken_checks, opened, run_local, traffic
from tests.test_odd_logs import Network
from tests.world import FlowLog, World, fields_up_to, small, small_world, write_inventory, write_logs
from tests.world.truth import hour_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Nat = Callable[..., tuple[int, str]]

BY_SERVICE = """
    select hour, nat_gateway_id, source_ip, service, hostname, served_by, sum(bytes), sum(packets), sum(nat_usd)
    from nat_traffic group by all order by all
"""
LEDGER = "select object_id, status from ingested_object order by all"
MIDNIGHT = datetime(2026, 11, 17)


def said_of_unread(db: Path) -> list[str]:
    """Return the report's notes on objects that were not read, up to the name of the first."""
    window = Window(datetime(2026, 11, 16), datetime(2026, 11, 18))
    with opened(db) as duck:
        notes = collect(duck, window, By(Grouping.SOURCE)).notes
    return [re.sub(r"such as (?:\S*/)?(\S+):.*", r"such as \1", note) for note in notes if " object" in note[:9]]


@pytest.fixture(scope="module")
def world() -> World:
    start = int((MIDNIGHT - timedelta(hours=1)).replace(tzinfo=UTC).timestamp())
    return small_world(seed=14, hours=2, talks=10, start=start)


@pytest.fixture(scope="module")
def laid_out(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Logs of the last hour of a day and the first of the next, and the file of runs over the later ones, then all."""
    folder = tmp_path_factory.mktemp("world")
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)))
    write_inventory(world.topology, folder / "inventory")
    (folder / "later").mkdir()
    for path in (folder / "logs").rglob("*_20261117T*.parquet"):
        shutil.copy(path, folder / "later")
    run_local(folder / "nat.duckdb", folder / "later", inventory=folder / "inventory")
    with store.writing(folder / "nat.duckdb") as duck:
        assert keep.fold(duck, 1) is None
    run_local(folder / "nat.duckdb", folder / "logs")
    with opened(folder / "nat.duckdb") as duck:
        assert duck.row("select count(distinct hour::date) from nat_hour") == (2,)
    return folder


@pytest.fixture
def db(laid_out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(laid_out / "nat.duckdb", tmp_path / "nat.duckdb"))


@pytest.fixture
def nat(db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Nat:
    def done(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["nat-attrib", "--db", str(db), *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out + err

    return done


def test_folding_keeps_every_byte_and_compact_shrinks_the_file(db: Path, nat: Nat) -> None:
    before = traffic(db, BY_SERVICE)
    size = db.stat().st_size
    code, said = nat("compact", "--detail-days", 1)
    assert (code, "MiB before" in said) == (0, True)
    assert traffic(db, BY_SERVICE) == before
    assert broken_checks(db) == {}
    assert db.stat().st_size < size
    with opened(db) as duck:
        assert duck.row(
            "select count(*) filter (remote_ip is not null) > 0 from nat_traffic where hour >= '2026-11-17'"
        )
        assert duck.row("select count(*) from nat_traffic where hour < '2026-11-17' and remote_ip is not null") == (0,)
        assert duck.row("select min(hour)::date::varchar from flow_hour") == ("2026-11-17",)
        # Comments and macros came along.
        assert duck.row("select comment is not null from duckdb_tables() where table_name = 'nat_hour'") == (True,)
        assert duck.rows("from nat_by_service('2026-11-16', '2026-11-18')")


def test_folding_again_and_later_runs_change_nothing(laid_out: Path, db: Path) -> None:
    before = traffic(db, BY_SERVICE)
    with store.writing(db) as duck:
        assert keep.fold(duck, 1) == "2026-11-17T00:00:00"
        assert keep.fold(duck, 1) is None
        assert keep.fold(duck, 0) is None
    # A new inventory makes hours dirty; closed ones stay.
    shutil.copytree(laid_out / "inventory", db.parent / "inventory")
    for path in (db.parent / "inventory").rglob("*.json"):
        path.write_text(path.read_text().replace("batch", "renamed"))
    assert not run_local(db, laid_out / "logs", inventory=db.parent / "inventory").is_partial
    assert [row[:2] + row[6:] for row in traffic(db, BY_SERVICE) if row[0] < MIDNIGHT] == [
        row[:2] + row[6:] for row in before if row[0] < MIDNIGHT
    ]
    assert broken_checks(db) == {}


def test_what_comes_late_for_a_closed_day_is_said_and_not_counted(laid_out: Path, tmp_path: Path) -> None:
    """One object came late, one could not be read until its day was closed, one has no time in its name."""
    shutil.copytree(laid_out / "logs", tmp_path / "logs")
    paths = sorted((tmp_path / "logs").rglob("*.parquet"))
    early = [path for path in paths if "_20261116T" in path.name]
    failed, held, named = sorted(early, key=lambda path: path.stat().st_size)[-3:]
    aside = held.rename(tmp_path / "held")
    without_name = named.rename(tmp_path / "named")
    content = failed.read_bytes()
    failed.write_bytes(content[:-9] + b"damaged!!")
    db = tmp_path / "nat.duckdb"
    assert run_local(db, tmp_path / "logs", inventory=laid_out / "inventory").is_partial
    assert said_of_unread(db) == [
        f"1 object could not be read; nat-attrib run --since 2026-11-16 tries again, such as {failed.name}"
    ]
    with store.writing(db) as duck:
        keep.fold(duck, 1)
    before, ledger = traffic(db, BY_SERVICE), traffic(db, LEDGER)
    assert (failed.name, "failed") in ledger
    aside.rename(held)
    failed.write_bytes(content)
    done = run_local(db, tmp_path / "logs")
    # By their names they are of a closed day: never opened, and the new one is said.
    (note,) = done.notes
    assert done.is_partial
    assert note.startswith("1 object came after their days were closed, such as ")
    assert held.name in note
    assert traffic(db, BY_SERVICE) == before
    assert {row for row in traffic(db, LEDGER) if row not in ledger} == {(held.name, "failed")}
    first = min(failed.name, held.name)
    assert said_of_unread(db) == [
        f"2 objects could not be read before the day was closed and cannot be counted any more, such as {first}"
    ]
    # Once is enough; the reports go on saying it. Without AWS's name only its records tell of another.
    without_name.rename(tmp_path / "logs" / "copy.parquet")
    done = run_local(db, tmp_path / "logs")
    assert done.is_partial
    (note,) = done.notes
    assert "came after their days were closed and are not counted" in note
    assert traffic(db, BY_SERVICE) == before
    assert broken_checks(db) == {}


def test_older_logs_may_come_later_where_nothing_is_closed(world: World, db: Path) -> None:
    keys = ("hour", "nat_gateway_id", "client_ip", "remote_ip", "remote_port", "protocol", "bytes_out", "bytes_in")
    truth = [tuple(row[key] for key in (*keys, "packets")) for row in world.truth()]
    assert sorted(traffic(db), key=str) == sorted(truth, key=str)


def _put(network: Network, day: int, size: int, name: str = "") -> None:
    """Write an object of one record of 02:00 on that day, counted from 16 November."""
    start = small.START + day * 86400 + 7200
    named = f"{network.account}_vpcflowlogs_ap-east-1_fl-0a_{hour_of(start):%Y%m%dT%H%M}Z_0000000a.log"
    (network.logs / (name or named)).write_text(network.text(network.record(start=start, end=start, bytes=size)))


def _counted(network: Network) -> tuple[object, ...]:
    """Return the bytes of the view, and of a ranking, which reads the other grain."""
    with opened(network.db) as duck:
        detailed = duck.row("select sum(bytes)::bigint from nat_traffic")
        return *detailed, *duck.row("select sum(bytes)::bigint from nat_by_service('2026-01-01', '2027-01-01')")


def test_an_open_day_before_the_closed_ones_counts_once_when_hours_before_it_are_forgotten(tmp_path: Path) -> None:
    """It came without a time in its name, so that nobody could tell that it was complete."""
    network = Network(tmp_path, 60)
    for day, size in {-1: 1, 0: 10, 1: 100}.items():
        _put(network, day, size)
    _put(network, -5, 1000, "copied.log")
    network.run()
    with store.writing(network.db) as duck:
        assert keep.fold(duck, 1) == "2026-11-17T00:00:00"
        keep.prune(duck, hour_of(small.START - 10 * 86400))
    assert _counted(network) == (1111, 1111)
    assert broken_checks(network.db) == {}


def test_days_that_were_closed_stay_so_when_more_of_them_are_kept_and_older_logs_come(tmp_path: Path) -> None:
    network = Network(tmp_path, 61)
    _put(network, 0, 10)
    _put(network, 1, 100)
    network.run()
    with store.writing(network.db) as duck:
        assert keep.fold(duck, 1) == "2026-11-17T00:00:00"
    _put(network, -20, 1000)
    network.run()
    assert _counted(network) == (1110, 1110)
    with opened(network.db) as duck:
        assert duck.row("select value from meta where key = 'detail_since'") == ("2026-11-17T00:00:00",)
    assert broken_checks(network.db) == {}


def test_pruned_hours_are_forgotten_for_good(laid_out: Path, db: Path, nat: Nat) -> None:
    rest = [row for row in traffic(db, BY_SERVICE) if row[0] >= MIDNIGHT]
    code, said = nat("prune", "--older-than", "2026-11-17")
    assert (code, "are forgotten" in said) == (0, True)
    assert traffic(db, BY_SERVICE) == rest
    assert broken_checks(db) == {}
    with opened(db) as duck:
        assert duck.row("select value from meta where key = 'retained_since'") == ("2026-11-17T00:00:00",)
    # What comes after it was forgotten, as if it had never been read, is no loss.
    with store.writing(db) as duck:
        duck.execute("delete from ingested_object where object_time < '2026-11-17'")
    done = run_local(db, laid_out / "logs")
    assert (done.is_partial, done.notes) == (False, [])
    assert traffic(db, BY_SERVICE) == rest
    assert nat("prune", "--older-than", "1h")[0] == 2
