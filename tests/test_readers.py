"""A published file answers alike in every DuckDB that must open it, in any session time zone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib import duck as engine
from nat_attrib.held import held, hold_window
from nat_attrib.report import By, collect
from nat_attrib.window import Window
from tests.conftest import ROOT
from tests.pipeline import run_local
from tests.world import FlowLog, fields_up_to, small_world, write_inventory, write_logs

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

WINDOW = Window(datetime(2026, 11, 16), datetime(2026, 11, 18))
OTHERS = ("1.4.5", "1.5.6")
"""The last releases of the series that must open the file beside the one that writes it."""
ASK = Path(__file__).with_name("tools") / "ask_everything.py"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a whole run over an invented world, with a day of metrics and of the bill written into it."""
    folder = tmp_path_factory.mktemp("readers")
    world = small_world(seed=5, hours=2, talks=12)
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)))
    write_inventory(world.topology, folder / "inventory")
    db = folder / "nat.duckdb"
    run_local(db, folder / "logs", inventory=folder / "inventory")
    duck = engine.connect(db)
    for nat in ("BytesInFromSource", "BytesOutToSource"):
        duck.execute(
            "insert into metric_hour by name select hour, g.account_id, g.region, nat_gateway_id, $metric as metric, "
            "(l1_bytes + 1)::double as value from gateway_hour join gateway g using (nat_gateway_id)",
            metric=nat,
        )
    duck.execute(
        "insert into bill_line by name select h.hour, g.account_id, g.region, g.nat_gateway_id as resource_id, "
        "'APE1-NatGateway-Bytes' as usage_type, 'NatGateway' as operation, 0.25::double as usage_amount, "
        "0.01::double as unblended_cost, 'USD' as currency, 'cur.parquet' as source "
        "from gateway_hour h join gateway g using (nat_gateway_id)"
    )
    duck.close()
    return db


@pytest.fixture(scope="session")
def release() -> Callable[[str], Path]:
    """Return the folder of another DuckDB release, fetched once with pip into `.cache/`."""

    def fetched(number: str) -> Path:
        folder = ROOT / ".cache" / f"duckdb-{number}"
        if not (folder / "duckdb").is_dir():
            building = folder.with_name(f"{folder.name}.{os.getpid()}")
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            done = subprocess.run(
                [*command, "--only-binary=:all:", "--target", str(building), f"duckdb=={number}"],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                shutil.rmtree(building, ignore_errors=True)
                pytest.skip(f"NOT PROVEN: duckdb=={number} cannot be had: {done.stderr.strip().splitlines()[-1]}")
            if (folder / "duckdb").is_dir():  # another worker was faster
                shutil.rmtree(building)
            else:
                building.rename(folder)
        return folder

    return fetched


def duckdb_version() -> str:
    return version("duckdb")


def ask(db: Path, zone: str, folder: Path | None = None, *how: str) -> dict[str, Any]:
    """Return every answer of the file, as the DuckDB in `folder` (the program's own when None) gives it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if folder:
        environment["PYTHONPATH"] = str(folder)
    done = subprocess.run(
        [sys.executable, str(ASK), str(db), zone, *how], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, Any] = json.loads(done.stdout)
    assert answers.pop("version") == (folder.name.removeprefix("duckdb-") if folder else duckdb_version())
    return answers


@pytest.fixture(scope="module")
def expected(published: Path) -> dict[str, Any]:
    return ask(published, "UTC", None, "unoptimised")


def test_everything_is_called_and_something_is_answered(expected: dict[str, Any]) -> None:
    assert expected["unknown parameters"] == []
    assert expected["errors"] == {}
    answered = {name for name, rows in expected["answers"].items() if rows}
    for name in (
        "nat_by_service(since, until) text",
        "nat_by_service(since, until) date",
        "nat_by_service(since, until) timestamptz",
        "recommendations(since, until) timestamptz",
        "reconciliation(since, until) timestamptz",
        "nat_by_tag(since, until, key) text",
        "view nat_traffic",
        "table inventory_nat_gateway",
        "table gateway_hour",
    ):
        assert name in answered


@pytest.mark.parametrize("other", [None, *OTHERS])
def test_every_view_and_macro_answers_alike(
    published: Path, expected: dict[str, Any], release: Callable[[str], Path], other: str | None
) -> None:
    found = ask(published, "America/New_York", release(other) if other else None)
    assert found["errors"] == {}
    assert found["answers"].keys() == expected["answers"].keys()
    differing = {name for name, rows in found["answers"].items() if rows != expected["answers"][name]}
    assert differing == set()


def test_moments_in_a_zone_mean_the_same_moments(expected: dict[str, Any]) -> None:
    """`2026-11-15 19:00` in New York is midnight in UTC: the three kinds of arguments name the same window."""
    answers = expected["answers"]
    for name in [name.removesuffix(" text") for name in answers if name.endswith(" text")]:
        assert answers[f"{name} date"] == answers[f"{name} text"], name
        assert answers[f"{name} timestamptz"] == answers[f"{name} text"], name


def test_what_commands_hold_changes_no_answer(published: Path) -> None:
    """The temporary tables and macros that make reading quick answer as the file's own, and are gone afterwards."""
    duck = engine.connect(published, read_only=True)
    macros = [
        name
        for (name,) in duck.rows(
            "select function_name from duckdb_functions() where function_type = 'table_macro' and not internal "
            "and parameters = ['since', 'until'] order by 1"
        )
    ]
    assert {"recommendations", "findings", "nat_needs", "nat_by_gateway", "reconciliation"} <= set(macros)
    spoken = {"since": WINDOW.since, "until": WINDOW.until}

    def ask(name: str) -> list[str]:
        return sorted(repr(row) for row in duck.rows(f"from {name}($since, $until)", **spoken))

    expected = {name: ask(name) for name in macros}
    assert expected["recommendations"]
    with held(duck):
        assert {name: ask(name) for name in macros} == expected
        hold_window(duck, WINDOW)
        of_one_window = [name for name in macros if name != "nat_changes"]
        assert {name: ask(name) for name in of_one_window} == {name: expected[name] for name in of_one_window}
    for name, until in {"nat_changes": WINDOW.until, "advice_bytes": WINDOW.until + timedelta(hours=1)}.items():
        # An answer for another window than the one held would be a wrong one.
        with held(duck, WINDOW), pytest.raises(engine.Error, match="Another window is held"):
            duck.rows(f"from {name}($since, $until)", since=WINDOW.since, until=until)
    assert ask("nat_changes") == expected["nat_changes"]
    assert not duck.rows("select 1 from duckdb_tables() where temporary")
    duck.close()


def test_a_report_shows_what_the_macros_answer(published: Path) -> None:
    duck = engine.connect(published, read_only=True)
    report = collect(duck, WINDOW, By(), for_page=True)
    for name, rows in {**report.rankings, **report.extras}.items():
        if name != "window_before":
            macro = name if name in {"findings", "reconciliation"} else f"nat_{name}"
            sql = f"from {macro}($since, $until)"
            assert rows == duck.dicts(sql, since=WINDOW.since, until=WINDOW.until), name
    advice = duck.dicts("from recommendations($since, $until)", since=WINDOW.since, until=WINDOW.until)
    assert report.recommendations == advice
    assert report.unexplained == duck.dicts("from unexplained($since, $until)", since=WINDOW.since, until=WINDOW.until)
    assert sum(row["bytes"] for row in report.rankings["by_service"]) == report.totals["bytes"] > 0
    duck.close()
