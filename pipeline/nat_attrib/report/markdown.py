"""The report as Markdown for a ticket or a pull request comment; every name is escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nat_attrib.report import summary
from nat_attrib.report.cells import printable
from nat_attrib.report.grid import grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Report, Row

_ESCAPED = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "&#124;",
    "@": "&#64;",  # a name must not call a person
    "#": "&#35;",  # nor point at an issue
    "`": "\\`",
    "*": "\\*",
    "_": "\\_",
    "~": "\\~",
    "[": "\\[",
    "]": "\\]",
    "\\": "\\\\",
    "!": "\\!",
}


def render(report: Report) -> str:
    """Return the report as GitHub-flavoured Markdown."""
    shown = grid(report, wide=True)
    lines = [f"## {escape(summary.heading(report))}", "", "| | | |", "|---|--:|---|"]
    lines += [_row(f"**{name}**", escape(figure), escape(remark)) for name, figure, remark in summary.headlines(report)]
    lines += [line for warning in report.warnings for line in ("", f"> **Warning:** {escape(warning)}")]
    lines += ["", f"### {escape(printable(report.by.title))}", ""]
    lines.append(_row(*map(escape, shown.label_titles), shown.figure_titles[0], "Share", *shown.figure_titles[1:]))
    lines.append("|" + "---|" * len(shown.label_titles) + "--:|" * (len(shown.figure_titles) + 1))
    for line in (*shown.lines, shown.total):
        texts = [*line.labels, line.figures[0], line.percentage, *line.figures[1:]]
        lines.append(_row(*(_bold(escape(text), is_bold=line is shown.total) for text in texts)))
    if missing := shown.unexplained:
        lines.append(_row(*map(escape, missing.labels), missing.figures[0], "", *missing.figures[1:]))
    lines += ["", *_recommendations(report.recommendations)]
    if report.notes:
        lines += ["", "### Notes", "", *(f"- {escape(note)}" for note in report.notes)]
    return "\n".join(lines) + "\n"


def render_recommendations(rows: Sequence[Row]) -> str:
    """Return the recommendations alone."""
    return "\n".join(_recommendations(rows)) + "\n"


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], numbers: int) -> list[str]:
    """Return a table's lines; the last `numbers` columns stand right."""
    rule = "|" + "---|" * (len(titles) - numbers) + "--:|" * numbers
    return [_row(*map(escape, titles)), rule, *(_row(*map(escape, row)) for row in rows)]


def escape(text: str) -> str:
    """Return the text so that Markdown shows it as it is: no HTML, no table edge, no link, no mention."""
    safe = "".join(_ESCAPED.get(char, char) for char in printable(text))
    safe = safe.replace("://", ":&#47;/").replace("www.", "www&#46;")
    # a dollar sign before anything but an amount would open a formula
    return re.sub(r"\$(?!\d)", "&#36;", safe)


def _recommendations(rows: Sequence[Row]) -> list[str]:
    lines = ["### What to change", ""]
    if not rows:
        lines.append("Nothing that would pay for itself was found.")
    if len(rows) > 1:
        lines += [summary.ORDER, ""]
    for number, row in enumerate(rows, start=1):
        details = "; ".join(f"{name}: {text}" for name, text in summary.facts(row))
        lines.append(f"{number}. **{escape(summary.action(row))}**: {escape(summary.saving(row))}.")
        lines.append(f"   {escape(str(row.get('because') or ''))}")
        lines.append(f"   - {escape(details)}")
    return lines


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _bold(text: str, *, is_bold: bool) -> str:
    return f"**{text}**" if is_bold and text else text
