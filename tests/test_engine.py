"""Engines give the totals of a plain ingest, with workers killed in the middle and a scheduler lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib import cli, run, store
from nat_attrib.engine import Processes, Spread
from nat_attrib.engine.dask import Dask
from nat_attrib.errors import NatAttribError
from nat_attrib.ingest import Source, shards
from nat_attrib.progress import SilentProgress
from tests import engine_tasks
from tests.conftest import ROOT
from tests.pipeline import NAMED, broken_checks, laid_out, opened, traffic
from tests.test_shards import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

LEDGER = "select object_id, size_bytes, status, rows_read from ingested_object order by all"


@pytest.fixture(scope="module", name="laid_out")
def _laid_out() -> Path:
    return laid_out()


@pytest.fixture
def spread(laid_out: Path, tmp_path: Path) -> Any:
    """Return what runs over an engine; three shards."""
    size = sum(path.stat().st_size for path in (laid_out / "logs").rglob("*.parquet"))

    def made(mapper: Any, work: Any = shards.run_shard) -> Spread:
        return Spread(mapper, str(tmp_path / "parts"), size * 2 // 5, work=work)

    return made


def ingested(laid_out: Path, folder: Path, spread: Spread) -> run.Done:
    db = folder / "nat.duckdb"
    if not db.exists():
        shutil.copy(laid_out / "known.duckdb", db)
    with store.writing(db) as duck:
        sources = [Source.parse(str(laid_out / "logs"))]
        inputs = run.Inputs(sources=sources, window=WINDOW, spool=folder / "spool", spread=spread)
        return run.run(duck, inputs, SilentProgress())


def is_whole(laid_out: Path, db: Path) -> bool:
    with opened(db) as duck, opened(laid_out / "whole.duckdb") as whole:
        assert duck.rows(LEDGER) == whole.rows(LEDGER)
    assert traffic(db, NAMED) == traffic(laid_out / "whole.duckdb", NAMED)
    return broken_checks(db) == {}


@pytest.mark.parametrize("name", ["processes", "dask"])
def test_a_killed_worker_loses_nothing_and_a_deadly_shard_is_named_and_left_to_the_next_run(
    laid_out: Path, tmp_path: Path, spread: Any, name: str
) -> None:
    if name == "dask":
        pytest.importorskip("distributed")
        from dask import config  # noqa: PLC0415

        with config.set({"distributed.scheduler.allowed-failures": 0}):
            done = ingested(laid_out, tmp_path, spread(Dask(workers=1), engine_tasks.deadly))
    else:
        done = ingested(laid_out, tmp_path, spread(Processes(2), engine_tasks.deadly))
    assert (tmp_path / "died").exists()
    assert {path.read_text() for path in tmp_path.glob("bars*")} == {"false"}, "workers draw nothing on stdout"
    assert done.is_partial
    (sentence,) = done.notes
    objects = re.match(r"Shard 2 with (\d+) objects, such as ", sentence)
    assert objects
    assert "is left out: It ended its " in sentence
    assert left(tmp_path)[1].shards == ()
    with opened(tmp_path / "nat.duckdb") as duck, opened(laid_out / "whole.duckdb") as whole:
        assert len(duck.rows(LEDGER)) == len(whole.rows(LEDGER)) - int(objects[1])
    here = engine_tasks.Here()
    assert not ingested(laid_out, tmp_path, spread(here)).is_partial
    assert here.seen
    assert is_whole(laid_out, tmp_path / "nat.duckdb")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """A scheduler and a worker in processes of their own, on loopback."""
    pytest.importorskip("distributed")
    command = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    (tmp_path / "scheduler").write_text(str(started.pid))
    assert started.stderr is not None
    address = next(found[1] for line in started.stderr if (found := re.search(r"Scheduler at: +(tcp://\S+)", line)))
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
         "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(tmp_path / "dask")],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield address
    for process in (worker, started):
        process.kill()
        process.wait()


def test_a_lost_scheduler_loses_nothing_that_was_done(
    laid_out: Path, tmp_path: Path, spread: Any, scheduler: str
) -> None:
    with pytest.raises(NatAttribError, match="was lost; run again: the shards that were done are kept"):
        ingested(laid_out, tmp_path, spread(Dask(scheduler), engine_tasks.ends_the_scheduler))
    parts, plan = left(tmp_path)
    had = shards.attempts(parts, plan.plan_hash)
    assert had
    here = engine_tasks.Here()
    assert not ingested(laid_out, tmp_path, spread(here)).is_partial
    # A worker that outlives its scheduler may still end the shard it is at.
    assert here.seen
    assert set(here.seen) <= {shard.number for shard in plan.shards if shard.number not in had}
    assert is_whole(laid_out, tmp_path / "nat.duckdb")


def left(folder: Path) -> tuple[Any, shards.Manifest]:
    from nat_attrib.depot import depot  # noqa: PLC0415

    return depot(str(folder / "parts")), shards.load(str(folder / "parts" / "plan.json.gz"))


def test_the_command_line_takes_an_engine(
    laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    db = Path(shutil.copy(laid_out / "known.duckdb", tmp_path / "nat.duckdb"))

    def nat(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["nat-attrib", "--db", str(db), "ingest", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return int(end.value.code or 0)

    assert nat(laid_out / "logs", "--scheduler", "tcp://127.0.0.1:1") == 2
    assert "--scheduler is for --engine dask" in capsys.readouterr().err
    assert nat(laid_out / "logs", "--engine", "processes", "--workers", "1", "--shard-size", "1 stone") == 2
    assert nat(laid_out / "logs", "--engine", "processes", "--workers", "1") == 0
    assert not (tmp_path / "nat.duckdb.shards").exists()
    assert is_whole(laid_out, db)
