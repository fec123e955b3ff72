"""Whether the numbers are true: the flow logs beside CloudWatch and the bill, per gateway, leg and day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.table import Table
from rich.text import Text

from nat_attrib.report import csv, json, markdown, table
from nat_attrib.report.cells import UNKNOWN, gib, percent, plain, printable, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from nat_attrib.report.model import Row

TRUST: Final = ("coverage", "unexplained", "legs", "reconciliation", "billed", "bill_calibration", "trust_findings")
"""SQL files that it needs."""
_DAYS = 31
_LINES = 20
"""Rows of the bill that text shows; JSON holds them all."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The flow logs beside what others counted."""

    since: datetime
    until: datetime
    rows: Mapping[str, Sequence[Row]]
    """Rows of the SQL files of `TRUST` by name."""

    def lowest(self) -> float | None:
        """Return the smallest coverage of any gateway that was measured; None when none was."""
        known = [row["coverage"] for row in self.rows["unexplained"] if row["coverage"] is not None]
        return min(known, default=None)


@dataclass(frozen=True, slots=True)
class Block:
    """A titled table of text."""

    title: str
    columns: tuple[str, ...]
    numbers: int
    """How many of the last columns stand right."""
    rows: Sequence[tuple[str, ...]]


def heading(found: Trust) -> str:
    """Return the first line."""
    return f"Flow logs beside CloudWatch and the bill, {found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC"


def blocks(found: Trust) -> Iterator[Block]:
    """Yield the tables that have rows."""
    measured = {row["nat_gateway_id"]: row for row in found.rows["unexplained"]}
    logged = Counter[str]()
    for row in found.rows["reconciliation"]:
        logged[row["nat_gateway_id"]] += row["flow_log_bytes"] or 0
    made = (
        Block(
            "By NAT gateway, GiB",
            ("NAT gateway", "Logged", "CloudWatch", "Billed", "Coverage", "Missing"),
            5,
            [
                _gateway(row, measured.get(row["nat_gateway_id"]), logged[row["nat_gateway_id"]])
                for row in found.rows["coverage"]
            ],
        ),
        Block(
            "By leg, GiB in the flow logs and their part of CloudWatch's metric",
            ("NAT gateway", "L1 out", "", "L4 in", "", "L3", ""),
            6,
            [_legs(row) for row in found.rows["legs"]],
        ),
        Block(
            "By day, GiB",
            ("Day", "NAT gateway", "Logged", "CloudWatch", "Billed", "Coverage"),
            4,
            [_day(row) for row in found.rows["reconciliation"][-_DAYS:]],
        ),
        Block(
            "The bill",
            ("Usage type", "Resource", "Amount", "Unit", "Cost", "Rate", "Explained"),
            5,
            [_bill(row) for row in found.rows["billed"][:_LINES]],
        ),
        Block(
            "Bytes to a billed GB (2^30 is 1,073,741,824)",
            ("NAT gateway", "Days", "Billed GB", "Bytes a GB"),
            3,
            [
                (row["nat_gateway_id"], f"{row['days']:,}", f"{row['billed_gb']:,.1f}", f"{row['bytes_per_gb']:,.0f}")
                for row in found.rows["bill_calibration"]
            ],
        ),
    )
    yield from (block for block in made if block.rows)


def remarks(found: Trust) -> list[str]:
    """Return the findings, the days' reasons, and what was not measured."""
    said = [row["detail"] for row in found.rows["trust_findings"]]
    said += [
        f"{row['nat_gateway_id']} on {row['day']:%Y-%m-%d}: {row['reason']}."
        for row in found.rows["reconciliation"][-_DAYS:]
        if row["reason"]
    ]
    if not found.rows["legs"]:
        said.append(
            "CloudWatch tells nothing of this window; run nat-attrib reconcile with credentials of the account."
        )
    if not found.rows["billed"]:
        said.append(
            "The file holds no bill of this window; name a CUR 2.0, legacy CUR or FOCUS export with --bill, "
            "or use --cost-explorer (AWS bills $0.01 a request)."
        )
    return said


def render(found: Trust, *, width: int = table.WIDTH, color: bool = False) -> str:
    """Return it for a terminal."""
    screen, written = table.console(width, color=color)
    screen.print(Text(heading(found), style="bold"))
    for block in blocks(found):
        screen.print()
        screen.print(Text(block.title, style="bold"))
        made = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
        for place, title in enumerate(block.columns):
            is_number = place >= len(block.columns) - block.numbers
            made.add_column(Text(title), justify="right" if is_number else "left", no_wrap=True)
        for row in block.rows:
            made.add_row(*(Text(printable(cell)) for cell in row))
        screen.print(made)
    if said := remarks(found):
        screen.print()
        table.section(screen, "Notes", [printable(note) for note in said])
    return table.tidy(written.getvalue())


def render_markdown(found: Trust) -> str:
    """Return it as Markdown."""
    text = [f"## {markdown.escape(heading(found))}"]
    for block in blocks(found):
        text += [
            "",
            f"### {markdown.escape(block.title)}",
            "",
            *markdown.table(block.columns, block.rows, block.numbers),
        ]
    text += ["", "### Notes", "", *(f"- {markdown.escape(note)}" for note in remarks(found))] if remarks(found) else []
    return "\n".join(text) + "\n"


def render_json(found: Trust) -> str:
    """Return it as JSON: the window, then the rows of the macros under their names."""
    document: dict[str, Any] = {"window": {"since": plain(found.since), "until": plain(found.until)}}
    return json.text(document | {name: json.rows(rows) for name, rows in found.rows.items()})


def render_csv(found: Trust) -> str:
    """Return the rows of the macro `reconciliation` as CSV."""
    return csv.render_recommendations(found.rows["reconciliation"])


def _gateway(row: Row, measured: Row | None, logged_bytes: int) -> tuple[str, ...]:
    # Beside CloudWatch stand the bytes of the hours that it measured too; without it, all of them.
    missing = UNKNOWN if measured is None else _signed(measured["unexplained_bytes"])
    logged = gib(measured["flow_log_bytes"] if measured else logged_bytes)
    return (
        row["nat_gateway_id"],
        logged,
        shown("bytes", row["cloudwatch_bytes"]),
        shown("bytes", row["billed_bytes"]),
        UNKNOWN if measured is None or measured["coverage"] is None else percent(measured["coverage"]),
        missing,
    )


def _legs(row: Row) -> tuple[str, ...]:
    pairs = (("l1_bytes", "l1_coverage"), ("l4_bytes", "l4_coverage"), ("l3_bytes", "l3_coverage"))
    return (row["nat_gateway_id"], *(shown(name, row[name]) for pair in pairs for name in pair))


def _day(row: Row) -> tuple[str, ...]:
    names = ("flow_log_bytes", "cloudwatch_bytes", "billed_bytes", "coverage")
    return (f"{row['day']:%Y-%m-%d}", row["nat_gateway_id"], *(shown(name, row[name]) for name in names))


def _bill(row: Row) -> tuple[str, ...]:
    amount = f"{row['usage_amount']:,.1f}"
    is_usd = row["currency"] in (None, "USD")
    cost = (
        UNKNOWN
        if row["cost"] is None
        else shown("usd", row["cost"])
        if is_usd
        else f"{row['cost']:,.2f} {row['currency']}"
    )
    rate = UNKNOWN if row["cost_per_unit"] is None else f"{row['cost_per_unit']:.4g}"
    explained = UNKNOWN if row["explained_share"] is None else percent(row["explained_share"])
    return (row["usage_type"], row["resource_id"] or UNKNOWN, amount, row["unit"], cost, rate, explained)


def _signed(value: int) -> str:
    return f"-{gib(-value)}" if value < 0 else gib(value)
