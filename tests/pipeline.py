"""Runs the stages in one process on local folders, for tests: a file, its totals, and its rows by the world's keys."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nat_attrib import run, sqlfiles, store
from nat_attrib.cli.work import EVERYTHING
from nat_attrib.ingest import QUERY_LOG, Source
from nat_attrib.progress import SilentProgress
from tests.world import FlowLog, fields_up_to, small_world, write_inventory, write_logs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.window import Window


def run_local(
    db: Path,
    *logs: Path,
    inventory: Path | None = None,
    window: Window = EVERYTHING,
    ip_ranges: str | None = None,
    dns: Sequence[Path] = (),
) -> run.Done:
    """Do what `nat-attrib run LOGS --inventory DIR --dns DIR` does."""
    if not db.exists():
        shutil.copy(started(), db)
    with store.writing(db) as duck:
        inputs = run.Inputs(
            sources=[Source.parse(str(folder)) for folder in logs],
            window=window,
            spool=db.with_name("spool"),
            inventory_folder=inventory,
            ip_ranges=ip_ranges,
            dns=[Source.parse(str(folder), QUERY_LOG) for folder in dns],
        )
        return run.run(duck, inputs, SilentProgress())


@cache
def started() -> Path:
    """A published file with schema and reference tables but no logs; making it takes longer than most runs."""
    folder = Path(tempfile.mkdtemp(prefix="nat-attrib-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with store.writing(folder / "started.duckdb") as duck:
        run.run(duck, run.Inputs(), SilentProgress())
    return folder / "started.duckdb"


@cache
def laid_out() -> Path:
    """A folder that several modules read: `logs/`, `known.duckdb` (the inventory alone), `whole.duckdb` of one run."""
    folder = Path(tempfile.mkdtemp(prefix="nat-attrib-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    world = small_world(seed=12, hours=1, talks=12)
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)))
    write_inventory(world.topology, folder / "inventory")
    run_local(folder / "known.duckdb", inventory=folder / "inventory")
    shutil.copy(folder / "known.duckdb", folder / "whole.duckdb")
    run_local(folder / "whole.duckdb", folder / "logs")
    return folder


@contextmanager
def opened(db: Path) -> Iterator[Duck]:
    """Open the published file."""
    with store.reading(db) as duck:
        yield duck


TRAFFIC = """
    select
      hour, nat_gateway_id, source_ip as client_ip, remote_ip, remote_port, protocol,
      bytes_out, bytes_in, packets
    from nat_traffic
    order by all
"""
NAMED = "select * exclude (nat_usd, cross_az_usd, tgw_usd) from nat_traffic order by all"


def traffic(db: Path, sql: str = TRAFFIC) -> list[tuple[Any, ...]]:
    """Return every counted row."""
    with opened(db) as duck:
        return duck.rows(sql)


def broken_checks(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows that offend against `sql/checks`, by check; empty when all is well."""
    with opened(db) as duck:
        found = {name: duck.rows(sqlfiles.text(name)) for name in sqlfiles.names("checks")}
    return {name: rows for name, rows in found.items() if rows}
