"""The page, in Chromium without a network: it asks for nothing, obeys no name, sorts, filters and prints."""

from __future__ import annotations

import csv
import dataclasses
import html
import io
import json
import re
import shutil
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from nat_attrib import duck as engine
from nat_attrib.report import By, Format, Grouping, Report, collect, render
from nat_attrib.report.cells import dollars, gib, printable
from nat_attrib.report.html import sankey, tables
from nat_attrib.report.html.services import Palette
from nat_attrib.window import Window
from tests import html_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

WEEK = Window(datetime(2026, 11, 16), datetime(2026, 11, 23))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LIMIT_BYTES = 500_000
MEASURED = ("cloudwatch_bytes", "coverage", "billed_bytes", "billed_coverage")


@pytest.fixture(scope="module")
def store(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("page") / "large.duckdb"))
    yield html_world.fill(duck, 10_100)
    duck.close()


@pytest.fixture(scope="module")
def report(store: Duck) -> Report:
    return collect(store, WEEK, By(), for_page=True)


@pytest.fixture(scope="module")
def page(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(render(report, Format.HTML), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("NO CHROMIUM: the page was not looked at; apt-get install chromium")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


class Seen:
    """A tab with what it asked for and what it complained of."""

    def __init__(self, browser: Any, page: Path, **context: Any) -> None:
        self.context = browser.new_context(offline=True, **context)
        self.tab = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.tab.goto(page.as_uri())

    def column(self, table: str, place: int) -> list[str]:
        rows = self.tab.locator(f"#{table} tbody tr:not([hidden])")
        found: list[str] = rows.evaluate_all(f"rows => rows.map(row => row.cells[{place}].textContent)")
        return found


@pytest.fixture
def seen(browser: Any, page: Path) -> Iterator[Seen]:
    """A tab to do anything in."""
    yield from opened(browser, page)


@pytest.fixture(scope="module")
def shown(browser: Any, page: Path) -> Iterator[Seen]:
    """The tab of those that leave it as it was."""
    yield from opened(browser, page)


def opened(browser: Any, page: Path) -> Iterator[Seen]:
    found = Seen(browser, page)
    yield found
    assert found.complaints == []
    assert [url for url in found.requests if not url.startswith(("file:", "data:"))] == []
    found.context.close()


def test_the_page_of_ten_thousand_sources_is_small(report: Report, page: Path) -> None:
    assert report.totals["sources"] > 10_000
    assert page.stat().st_size < LIMIT_BYTES


def test_it_opens_offline_and_asks_for_nothing(seen: Seen) -> None:
    assert seen.tab.title().startswith("NAT gateways, 2026-11-16")
    assert seen.tab.locator("h2").all_text_contents()[:3] == ["Where the bytes go", "Over time", "What to change"]
    assert seen.requests == [seen.tab.url]
    policy = seen.tab.locator("meta[http-equiv]").get_attribute("content")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    # The policy holds: what a page must not do is refused.
    assert seen.tab.evaluate("fetch('https://example.com').then(() => 'went', () => 'refused')") == "refused"
    refused, seen.complaints[:] = list(seen.complaints), []
    assert any("Content Security Policy" in text for text in refused)


def test_the_time_axis_says_its_unit(shown: Seen) -> None:
    assert shown.tab.locator(".timeline .tick").first.text_content() == "GiB per hour"


def test_names_stay_text(shown: Seen) -> None:
    texts = "\n".join(shown.tab.locator("#rank-by_source td:first-child").all_text_contents())
    for name in html_world.HOSTILE[:5]:
        assert name in texts
    assert "\\u202egpj.exe\\u2028" in texts
    assert shown.tab.locator("main img, main script, main style, [onmouseover], [onload], [onerror]").count() == 0
    assert shown.tab.locator("script").count() == 1


def test_sorting_by_mouse_and_keyboard(seen: Seen) -> None:
    seen.tab.locator("summary", has_text="By service").click()
    head = seen.tab.locator("#rank-by_service th")
    place = head.all_text_contents().index("GiB")
    unsorted = seen.column("rank-by_service", place)
    button = head.nth(place).locator("button")
    button.click()
    assert head.nth(place).get_attribute("aria-sort") == "descending"
    amounts = [float(text.replace(",", "").lstrip("<")) for text in seen.column("rank-by_service", place)]
    assert amounts == sorted(amounts, reverse=True)
    button.focus()
    seen.tab.keyboard.press("Enter")
    assert head.nth(place).get_attribute("aria-sort") == "ascending"
    assert seen.column("rank-by_service", place) == unsorted[::-1]
    head.nth(0).locator("button").click()
    names = seen.column("rank-by_service", 0)
    assert names == sorted(names, key=str.lower)
    assert [each.get_attribute("aria-sort") for each in head.all()].count("none") == head.count() - 1


def test_filtering(shown: Seen) -> None:
    box = shown.tab.get_by_role("searchbox", name="Filter rows: By source and service")
    everything = len(shown.column("rank-by_source_and_service", 0))
    box.fill("Search DYNAMODB")
    left = shown.column("rank-by_source_and_service", 0)
    assert 0 < len(left) < everything
    assert all(name.startswith("search") for name in left)
    assert f"{len(left)} of {everything} rows" in shown.tab.locator(".count").all_text_contents()
    box.fill("")
    assert len(shown.column("rank-by_source_and_service", 0)) == everything


def test_the_diagram_tells_the_macros_bytes(store: Duck, report: Report, shown: Seen) -> None:
    (total,) = store.row("select sum(bytes) from nat_by_service($a, $b)", a=WEEK.since, b=WEEK.until)
    drawn = shown.tab.locator(".ribbons path").evaluate_all("all => all.map(e => [e.dataset.side, +e.dataset.bytes])")
    for side in ("0", "1"):
        assert sum(amount for where, amount in drawn if where == side) == total
    made = sankey.build(report.extras["paths"], Palette.of(report.extras["paths"]))
    assert [sum(node.bytes for node in column.values()) for column in made.columns] == [total] * 3
    assert max(len(column) for column in made.columns) == sankey.NODES
    # In each gateway as much comes as goes.
    for gateway, node in made.columns[1].items():
        assert sum(amount for (_, name, _), amount in made.left.items() if name == gateway) == node.bytes
        assert sum(amount for (name, _, _), amount in made.right.items() if name == gateway) == node.bytes
    by_service = dict(
        store.rows(
            "select concat_ws(' ', coalesce(service, 'unknown'), service_region), bytes from nat_by_service($a, $b)",
            a=WEEK.since,
            b=WEEK.until,
        )
    )
    assert {n.label: n.bytes for n in made.columns[2].values() if "other" not in n.label}.items() <= by_service.items()


def test_it_is_whole_without_javascript(browser: Any, page: Path) -> None:
    plain = Seen(browser, page, java_script_enabled=False)
    assert plain.tab.locator("#rank-by_source_and_service tbody tr").count() == tables.ROWS
    assert plain.tab.locator("th button, input").count() == 0
    assert plain.tab.locator(".sankey .label").first.is_visible()
    plain.tab.locator(".advice summary").first.click()
    assert plain.tab.locator(".advice .facts").first.is_visible()
    plain.context.close()


def test_a_narrow_screen_scrolls_only_inside_tables_and_charts(browser: Any, page: Path) -> None:
    narrow = Seen(browser, page, viewport={"width": 360, "height": 740})
    assert narrow.tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert narrow.complaints == []
    narrow.context.close()


def test_dark_where_the_reader_wants_it(seen: Seen) -> None:
    colours = []
    for scheme in ("light", "dark"):
        seen.tab.emulate_media(color_scheme=scheme)
        colours.append(seen.tab.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = (sum(int(part) for part in re.findall(r"\d+", colour)) for colour in colours)
    assert light > 600
    assert dark < 150


def test_it_prints_with_everything_unfolded(seen: Seen, tmp_path: Path) -> None:
    seen.tab.emulate_media(media="print")
    seen.tab.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    content = (tmp_path / "page.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 40
    assert not seen.tab.locator("nav").is_visible()
    assert seen.tab.locator(".advice .facts").first.is_visible()


class Cells(HTMLParser):
    """The text of every body cell of one table, row by row."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self.wanted = table
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.inside = dict(attrs).get("id") == self.wanted
        elif self.inside and tag == "tr":
            self.rows.append([])
        elif self.inside and tag == "td":
            self.rows[-1].append("")
        elif tag == "tfoot":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def terminal_rows(report: Report, count: int) -> list[list[str]]:
    """Return the cells of the first rows of the terminal's table, as wide as it likes to be, without its bars."""
    text = render(dataclasses.replace(report, top=count), Format.TABLE, width=500)
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("\u2500" * 40)) + 1
    rows = [re.split(r" {2,}", line.strip()) for line in lines[first : first + count]]
    return [[cell for cell in row if not re.fullmatch("[\u2588-\u258f]+", cell)] for row in rows]


@pytest.fixture(scope="module")
def document(report: Report) -> dict[str, Any]:
    """The report as JSON, which holds every ranking."""
    found: dict[str, Any] = json.loads(render(report, Format.JSON))
    return found


@pytest.mark.parametrize("grouping", [Grouping.SOURCE_SERVICE, Grouping.SERVICE, Grouping.SOURCE, Grouping.GATEWAY])
def test_table_csv_json_and_page_agree_cell_for_cell(
    report: Report, document: dict[str, Any], page: Path, grouping: Grouping
) -> None:
    by = By(grouping)
    chosen = dataclasses.replace(report, by=by)
    rows = list(csv.DictReader(io.StringIO(render(chosen, Format.CSV))))
    known = document[by.ranking]
    parser = Cells(f"rank-{by.ranking}")
    parser.feed(page.read_text(encoding="utf-8"))
    shown = [row for row in parser.rows if row]
    assert len(shown) == min(tables.ROWS, len(rows))
    assert len(rows) == len(known)
    assert terminal_rows(chosen, len(shown)) == shown
    for cells, row, entry in zip(shown, rows, known, strict=False):
        assert list(row) == list(entry)
        for name, value in entry.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert float(row[name]) == value
            else:
                # What a spreadsheet would take for a formula has an apostrophe before it.
                assert row[name] in {cell_text(value), f"'{cell_text(value)}"}
        assert cells.count(gib(entry["bytes"])) >= 1
        assert dollars(entry["nat_usd"]) in cells
        if "service" in entry:
            assert " ".join(part for part in (entry["service"], entry["service_region"]) if part) in cells


def cell_text(value: Any) -> str:
    """Return what a cell of the CSV says of a value that is no number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else printable(str(value))


def test_the_foot_holds_what_is_folded_the_total_and_what_no_log_tells(report: Report, page: Path) -> None:
    text = html.unescape(page.read_text(encoding="utf-8"))
    foot = re.search(r'id="rank-by_source_and_service".*?<tfoot>(.*?)</tfoot>', text, re.DOTALL)
    assert foot
    for expected in (
        "others",
        "Total",
        gib(report.totals["bytes"]),
        "Not explained",
        gib(report.unexplained_bytes or 0),
    ):
        assert expected in foot[1]
    assert "below the threshold of 95 %" in text
    assert "ran out of ports" in text


def test_what_nobody_measured_has_no_column(report: Report) -> None:
    def columns(**measured: float | None) -> list[str]:
        rows = [{**row, **dict.fromkeys(MEASURED), **measured} for row in report.coverage]
        text = render(dataclasses.replace(report, coverage=rows), Format.HTML)
        head = text.split('id="coverage"')[1].split("</thead>")[0]
        return [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<th.*?</th>", head)]

    assert columns() == [
        "NAT gateway", "Account", "Region", "Seen by", "Hours logged", "Unsolicited GiB", "Lower bound"
    ]  # fmt: skip
    assert columns(cloudwatch_bytes=0, coverage=1.0)[5:7] == ["CloudWatch GiB", "Coverage"]
    assert columns(billed_bytes=1, billed_coverage=None)[5] == "Billed GiB"


def test_a_window_without_bytes_is_a_page_too(report: Report) -> None:
    nothing = dict.fromkeys(("bytes", "bytes_out", "bytes_in", "sources"), 0)
    empty = dataclasses.replace(
        report,
        totals=report.totals | nothing,
        rankings={name: [] for name in report.rankings},
        recommendations=[],
        extras={name: rows if name == "window_before" else [] for name, rows in report.extras.items()},
    )
    text = render(empty, Format.HTML)
    assert 'class="sankey"' not in text
    assert "How sure" in text
    assert "Nothing that would pay" in text
