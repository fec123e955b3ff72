"""Every view and macro on small tables, its whole result compared as text."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib import duck as engine
from nat_attrib import sqlfiles
from tests.sql_cases import CASES, ROOT, answer, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck


DEAR = {"findings", "nat_needs", "recommendations"}
"""Macros that take long to plan, and that commands ask of held rows; test_readers shows that they answer the same."""


@pytest.fixture(scope="module")
def file(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("cases") / "nat.duckdb"))
    yield duck
    duck.close()


@pytest.fixture
def empty(file: Duck) -> Iterator[Duck]:
    """A session of the module's file without a row; what a test puts in it or sets is gone afterwards."""
    with file.aside() as session, session.rolled_back():
        yield session


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_case(empty: Duck, case: Path) -> None:
    load(empty, case)
    if case.parent.name in DEAR:
        empty.run("held/network")
    found = answer(empty, (case / "call.sql").read_text(encoding="utf-8"))
    assert found.splitlines() == (case / "expect.csv").read_text(encoding="utf-8").splitlines()


def test_every_view_and_macro_has_a_case() -> None:
    own = [name.rpartition("/")[2] for name in sqlfiles.names("reports")]
    # Files whose name begins with a number hold parts of the others.
    public = {name for name in own if not name[0].isdigit()}
    public |= {name.rpartition("/")[2][3:] for name in sqlfiles.names("views") if not name.startswith("views/10_")}
    assert public - {path.name for path in ROOT.iterdir()} == set()


def test_every_view_column_and_macro_has_a_comment_that_is_a_sentence(empty: Duck) -> None:
    spoken = empty.rows("""
        select distinct 'macro ' || function_name, comment
        from duckdb_functions() where not internal and function_type in ('macro', 'table_macro')
        union all
        select 'view ' || view_name, comment from duckdb_views() where not internal
        union all
        select 'column ' || table_name || '.' || column_name, comment
        from duckdb_columns() where not internal
        order by 1
    """)
    assert len(spoken) > 100
    assert [name for name, comment in spoken if not (comment or "").endswith(".")] == []


def test_only_the_hours_of_the_window_are_read(empty: Duck) -> None:
    load(empty, ROOT / "nat_by_source_and_service" / "one_client_is_a_row_per_service")
    window = "'2026-11-16', timestamptz '2026-11-22 19:00:00-05'"
    plan = empty.rows(f"explain (format json) from nat_by_source_and_service({window})")[0][1]
    [scan] = [node for node in _nodes(json.loads(plan)) if str(node.get("Table", "")).endswith("nat_service_hour")]
    assert "2026-11-16 00:00:00" in str(scan["Filters"])
    assert "2026-11-23 00:00:00" in str(scan["Filters"])


def _nodes(plan: Any) -> Iterator[dict[str, Any]]:
    for node in plan if isinstance(plan, list) else [plan]:
        yield node.get("extra_info", {})
        yield from _nodes(node.get("children", []))


@pytest.mark.parametrize(
    "macro", [name for name in sorted(path.name for path in ROOT.iterdir()) if name.startswith("nat_by_")]
)
def test_the_same_instants_in_any_spelling_are_the_same_window(empty: Duck, macro: str) -> None:
    load(empty, next(case for case in CASES if case.parent.name == macro))
    empty.run("held/network")
    empty.execute("set TimeZone = 'America/New_York'")
    key = ", 'team'" if macro == "nat_by_tag" else ""
    spellings = [
        "'2026-11-16', '2026-11-23'",
        "date '2026-11-16', date '2026-11-23'",
        "timestamp '2026-11-16 00:00', timestamp '2026-11-23 00:00'",
        "timestamptz '2026-11-16 00:00:00+00', timestamptz '2026-11-22 19:00:00-05'",
    ]
    answers = {answer(empty, f"from {macro}({window}{key})") for window in spellings}
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) > 1
