"""Each format whole, against a file a person can read; hostile names stay text; formats agree with each other."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import shutil
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nat_attrib import duck as engine
from nat_attrib import sqlfiles
from nat_attrib.report import By, Format, Grouping, Plain, Report, collect, render, render_recommendations
from nat_attrib.report import csv as csv_format
from nat_attrib.report import markdown as markdown_format
from nat_attrib.report.cells import GIB, bar, dollars, gib, percent, printable, shown
from nat_attrib.report.grid import grid
from nat_attrib.report.summary import headlines
from nat_attrib.report.table import shorten
from tests.report_world import DAY, GOLDEN, RECOMMENDATIONS, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

SUFFIX = {Format.TABLE: "txt", Format.JSON: "json", Format.CSV: "csv", Format.MARKDOWN: "md", Format.HTML: "html"}
TEXTS = list(Plain)
"""Formats that hold recommendations alone, too."""


@pytest.fixture(scope="module")
def store(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("report") / "day.duckdb"))
    yield fill(duck)
    duck.close()


@cache
def collected(store: Duck) -> Report:
    return dataclasses.replace(collect(store, DAY, By(), for_page=True), recommendations=RECOMMENDATIONS)


def reported(store: Duck, text: str = "source,service", top: int = 6) -> Report:
    """The day's report; the notes and totals are collected once, another ranking is asked of its own macro."""
    by = By.parse(text)
    report = collected(store)
    rows = report.rankings.get(by.ranking)
    if rows is None:
        key = {"key": by.tag_key} if by.tag_key else {}
        rows = store.dicts(sqlfiles.text(f"stages/report/{by.ranking}"), since=DAY.since, until=DAY.until, **key)
    return dataclasses.replace(report, by=by, top=top, rankings={by.ranking: rows, **report.rankings})


def golden(name: str, text: str) -> None:
    """Compare with the committed file; `GOLDEN=write` writes it, for a person to read in the diff."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("format", Format)
def test_whole_report(store: Duck, format: Format) -> None:  # noqa: A002
    golden(f"report.{SUFFIX[format]}", render(reported(store), format))


@pytest.mark.parametrize(
    ("regional", "said"),
    [
        (0, "3 gateways; not part of any row below"),
        (1, "3 gateways, a regional one billed in each AZ, 120 hours in all; not part of any row below"),
        (2, "3 gateways, 2 regional ones billed in each AZ, 120 hours in all; not part of any row below"),
    ],
)
def test_hours_tell_of_gateways_that_are_billed_in_each_az(store: Duck, regional: int, said: str) -> None:
    report = reported(store)
    counted = {"gateways": 3, "unpriced_gateways": 0, "regional_gateways": regional, "nat_hours": 120.0}
    lines = headlines(dataclasses.replace(report, totals={**report.totals, **counted}))
    assert [remark for name, _, remark in lines if name == "NAT hours"] == [said]


@pytest.mark.parametrize("format", [Format.TABLE, Format.MARKDOWN, Format.HTML])
def test_a_saving_that_may_be_less_says_so_wherever_it_stands(store: Duck, format: Format) -> None:  # noqa: A002
    unseen = RECOMMENDATIONS[0] | {"because": "The endpoint costs $1.00; it saves at most $1,186.25 a month."}
    text = render(dataclasses.replace(reported(store), recommendations=[unseen]), format)
    assert " ".join(re.sub(r"<[^>]*>", " ", text).split()).count("at most $1,186.25") == 2
    assert "1 of them may save less" in " ".join(text.split())


@pytest.mark.parametrize("format", TEXTS)
def test_recommendations_alone(format: Format) -> None:  # noqa: A002
    golden(f"recommendations.{SUFFIX[format]}", render_recommendations(RECOMMENDATIONS, format))


@pytest.mark.parametrize("grouping", Grouping)
def test_every_ranking_has_a_table_that_fits(store: Duck, grouping: Grouping) -> None:
    by = "tag:team" if grouping is Grouping.TAG else grouping.value
    report = reported(store, by)
    text = render(report, Format.TABLE)
    golden(f"by-{by.replace(',', '-and-').replace(':', '-')}.txt", text)
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert render(report, Format.MARKDOWN).count("Total") == 1


@pytest.mark.parametrize("grouping", Grouping)
def test_every_ranking_sums_to_the_totals(store: Duck, grouping: Grouping) -> None:
    report = reported(store, "tag:team" if grouping is Grouping.TAG else grouping.value)
    assert next(iter(report.rankings)) == grouping.ranking
    for rows in report.rankings.values():
        assert sum(row["bytes"] for row in rows) == report.totals["bytes"]
        assert sum(row["nat_usd"] or 0 for row in rows) == pytest.approx(report.totals["nat_usd"])


def test_wide_terminal_shows_more_columns(store: Duck) -> None:
    text = render(reported(store, "source"), Format.TABLE, width=160)
    golden("by-source-wide.txt", text)


def test_sources_that_share_a_name_are_told_apart_by_address(store: Duck) -> None:
    report = reported(store)
    first = report.ranking[0]
    twins = [{**first, "source_name": "web", "source_ip": f"10.0.0.{last}"} for last in (4, 5)]
    alone = {**first, "source_name": "etl", "source_ip": "10.0.0.6"}
    rows = [*twins, alone, {**alone, "service": "internet", "service_region": None}]
    shown_rows = grid(dataclasses.replace(report, rankings={report.by.ranking: rows}), wide=False)
    assert [line.labels[0] for line in shown_rows.lines] == ["web 10.0.0.4", "web 10.0.0.5", "etl", "etl"]


def test_rows_that_would_look_the_same_are_one(store: Duck) -> None:
    report = reported(store)
    first, second, *others = report.ranking
    halves = [{**first, "bytes": part, "evidence": evidence} for part, evidence in ((1, "dns"), (2, "ip_ranges"))]
    rows = [{**second, "bytes": 2}, *halves, *({**row, "bytes": 1} for row in others)]
    lines = grid(dataclasses.replace(report, rankings={report.by.ranking: rows}), wide=False).lines
    assert [line.values[0] for line in lines[:2]] == [3, 2]
    assert len({line.labels for line in lines}) == len(lines)


def test_colour_only_when_asked(store: Duck) -> None:
    plain = render(reported(store), Format.TABLE)
    coloured = render(reported(store), Format.TABLE, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1m" in coloured
    bare = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()) + "\n"
    assert bare == plain


@pytest.mark.parametrize("format", TEXTS)
def test_nothing_in_a_name_steers_the_terminal(store: Duck, format: Format) -> None:  # noqa: A002
    for text in (render(reported(store), format), render_recommendations(RECOMMENDATIONS, format)):
        steering = {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
        assert steering <= {"\n"}


def test_markdown_lets_no_name_become_markup(store: Duck) -> None:
    text = render(reported(store), Format.MARKDOWN)
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table[8:17]} == {9}
    assert "<" not in text
    assert "@team" not in text
    assert "http://" not in text
    assert "&lt;script&gt;" in text


def test_csv_holds_no_formula(store: Duck) -> None:
    rows = list(csv.reader(io.StringIO(render(reported(store), Format.CSV))))
    texts = [cell for row in rows for cell in row if cell and not re.fullmatch(r"-?[0-9.]+(e-?[0-9]+)?", cell)]
    assert not [cell for cell in texts if cell[0] in "=+-@\t\r"]
    assert any(cell.startswith("'=cmd") for cell in texts)


@pytest.mark.parametrize("text", ["=1", "+1", "-x", "@x", "\tx", "\rx", "\n=1", "＝1"])  # noqa: RUF001
def test_csv_text_that_starts_a_formula_gets_an_apostrophe(text: str) -> None:
    assert str(csv_format.cell(text)).startswith("'")


def test_csv_numbers_stay_numbers() -> None:
    assert [csv_format.cell(value) for value in (-1, -0.5, None, True, [1, "=x"], "10.0.0.1")] == [
        -1,
        -0.5,
        None,
        "yes",
        "1 =x",
        "10.0.0.1",
    ]


def test_table_and_csv_agree_cell_for_cell(store: Duck) -> None:
    report = reported(store, top=100)
    lines = grid(report, wide=False).lines
    rows = list(csv.DictReader(io.StringIO(render(report, Format.CSV))))
    assert len(lines) == len(rows) == 11
    for line, row in zip(lines, rows, strict=True):
        names = (row[name] for name in ("source_name", "instance_id", "interface_id", "source_ip"))
        best = next((name for name in names if name), "unknown")
        service = " ".join(part for part in (row["service"] or "unknown", row["service_region"]) if part)
        assert line.labels == (best.removeprefix("'"), service)
        shown_usd = [dollars(float(row[name])) if row[name] else "-" for name in ("nat_usd", "cross_az_usd")]
        assert line.figures == (gib(int(row["bytes"])), *shown_usd)


def test_json_and_csv_agree(store: Duck) -> None:
    report = reported(store)
    rows = json.loads(render(report, Format.JSON))["by_source_and_service"]
    table = list(csv.DictReader(io.StringIO(render(report, Format.CSV))))
    for row, line in zip(rows, table, strict=True):
        assert list(row) == list(line)
        for name, value in row.items():
            if isinstance(value, int | float):
                assert float(line[name]) == value
            else:
                assert line[name].removeprefix("'") == printable(value or "")


@pytest.mark.parametrize("top", [1, 3, 6, 100])
def test_the_column_adds_up_whatever_is_folded(store: Duck, top: int) -> None:
    shown_grid = grid(reported(store, top=top), wide=False)
    amounts = [float(line.figures[0]) for line in shown_grid.lines]
    assert sum(amounts) == float(shown_grid.total.figures[0]) == 920.0
    assert sum(line.share or 0 for line in shown_grid.lines) == pytest.approx(1)


def test_json_is_the_documented_shape(store: Duck) -> None:
    document = json.loads(render(collect(store, DAY, By(Grouping.AZ)), Format.JSON))
    assert list(document) == [
        "window",
        "by",
        "totals",
        "by_az",
        "by_service",
        "by_source",
        "by_source_and_service",
        "by_gateway",
        "recommendations",
        "coverage",
        "unexplained",
        "warnings",
        "notes",
    ]
    assert document["window"] == {"since": "2026-05-01T00:00:00Z", "until": "2026-05-02T00:00:00Z", "hours": 24.0}
    page = (GOLDEN.parents[1] / "docs" / "report-json.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `([a-z_0-9]+)`", page, re.MULTILINE))
    said = set(document) | set(document["window"]) | set(document["totals"]) | set(document["coverage"][0])
    said |= {"by_subnet", "by_account", "by_vpc", "by_hostname", "by_tag"}
    assert described == said


@given(st.text(max_size=40), st.integers(1, 40))
def test_shortened_text_fits_and_keeps_both_ends(text: str, width: int) -> None:
    clean = printable(text)
    short = shorten(clean, width)
    assert cell_len(short) <= width
    assert short == clean or "…" in short


@given(st.text())
def test_escaped_markdown_has_no_live_sign(text: str) -> None:
    safe = markdown_format.escape(text)
    assert not re.search(r"[<>|@#]", re.sub(r"&#?\w+;", "", safe))
    assert "\n" not in safe


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("bytes", 5 * GIB // 2, "2.5"),
        ("unsolicited_bytes", 0, "0.0"),
        ("bytes_out", 1, "<0.1"),
        ("nat_usd", 1234.567, "$1,234.57"),
        ("nat_usd", 0.001, "<$0.01"),
        ("saving_usd_per_month", -3.2, "-$3.20"),
        ("nat_usd", -0.001, "$0.00"),
        ("nat_usd", None, "-"),
        ("nat_usd", float("nan"), "-"),
        ("covered_hours", 23.5, "23.5"),
        ("sources", 1234, "1,234"),
        ("is_cross_az", True, "yes"),
        ("is_cross_az", False, "no"),
        ("share", 0.99999, "99.9 %"),
        ("coverage", 1.0, "100.0 %"),
        ("az_ids", ["a", "b"], "a, b"),
        ("az_ids", [], "-"),
        ("source_tags", {"team": "a\x1bb"}, r"team=a\x1bb"),
        ("source_name", "\u202egpj\u2028", r"\u202egpj\u2028"),
    ],
)
def test_a_value_is_shown_by_its_column(column: str, value: object, expected: str) -> None:
    assert shown(column, value) == expected


def test_a_part_is_never_shown_as_all_or_nothing() -> None:
    shares = [percent(share) for share in (0.0, 0.0001, 0.5, 0.9999, 1.0)]
    assert shares == ["0.0 %", "<0.1 %", "50.0 %", "99.9 %", "100.0 %"]
    assert [bar(share, 4) for share in (0.0, 0.0001, 0.5, 1.0, 7.0)] == ["", "▏", "██", "████", "████"]


def test_no_recommendations_is_said() -> None:
    assert "Nothing that would pay" in render_recommendations([], Format.TABLE)
    assert render_recommendations([], Format.JSON) == "[]\n"
