"""Shows the findings as a table, JSON, CSV or Markdown; texts from the network steer nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from nat_attrib import sqlfiles
from nat_attrib.held import held
from nat_attrib.report import Plain, csv, json, markdown, table
from nat_attrib.report.cells import dollars, gib, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.report.model import Row
    from nat_attrib.window import Window

SEVERITIES = ("high", "medium", "low", "info")
"""Gravest first."""
_STYLE = {"high": "bold red", "medium": "yellow", "low": "cyan"}


def collect(duck: Duck, window: Window) -> list[Row]:
    """Return the rows of the macro `findings`, gravest first."""
    with held(duck, window):
        return duck.dicts(sqlfiles.text("stages/report/findings"), since=window.since, until=window.until)


def render(
    rows: Sequence[Row],
    format: Plain,  # noqa: A002 - the flag's name
    *,
    notes: Sequence[str] = (),
    width: int = table.WIDTH,
    color: bool = False,
) -> str:
    """Return the findings as text; tables and Markdown end with the notes."""
    if format is Plain.JSON:
        return json.render_recommendations(rows)
    if format is Plain.CSV:
        return csv.render_recommendations(rows)
    if format is Plain.MARKDOWN:
        return _markdown(rows, notes)
    return _table(rows, notes, width=width, color=color)


def _evidence(row: Row) -> str:
    """Return the bytes and dollars of a finding, in words."""
    said = [f"{gib(row['bytes'])} GiB"] if row["bytes"] else []
    said += [f"{dollars(row['usd_per_month'])} a month"] if row["usd_per_month"] else []
    return ", ".join(said)


def _table(rows: Sequence[Row], notes: Sequence[str], *, width: int, color: bool) -> str:
    screen, written = table.console(width, color=color)
    if not rows:
        screen.print(Text("Nothing was found: docs/checks.md lists what was looked for."))
    for row in rows:
        severity = Text(f"{row['severity']:<7}", style=_STYLE.get(row["severity"], ""))
        line = Text(f"{printable(row['title'])}: {printable(row['resource_id'])}", style="bold")
        if said := _evidence(row):
            line.append(f" ({said})", style="not bold")
        screen.print(table.hanging(severity, line))
        for text in (row["detail"], f"Fix: {row['fix']}", f"Check: {row['check_id']}"):
            screen.print(table.hanging("       ", printable(text)))
    if notes:
        screen.print()
        for note in notes:
            screen.print(table.hanging("- ", note))
    return table.tidy(written.getvalue())


def _markdown(rows: Sequence[Row], notes: Sequence[str]) -> str:
    lines = ["### Findings", ""]
    for row in rows:
        said = _evidence(row)
        head = f"{markdown.escape(row['severity'])}: {markdown.escape(row['title'])}"
        lines += [
            f"- **{head}**, {markdown.escape(row['resource_id'])}" + (f" ({said})" if said else ""),
            f"  {markdown.escape(row['detail'])}",
            f"  Fix: {markdown.escape(row['fix'])} (`{row['check_id']}`)",
        ]
    ending = ["", *(f"- {markdown.escape(note)}" for note in notes)] if notes else []
    return "\n".join([*(lines if rows else [*lines, "Nothing was found."]), *ending]) + "\n"
