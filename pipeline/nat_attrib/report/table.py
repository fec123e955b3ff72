"""The report for a terminal: one screen of summary, the ranking, what to change, and the notes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nat_attrib.report import summary
from nat_attrib.report.cells import bar, printable
from nat_attrib.report.grid import Grid, Line, grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Report, Row

WIDTH = 80
"""Columns where nobody knows how wide the reader's screen is."""
_WIDE = 120
_BAR = 6
_NARROWEST_LABEL = 8
_GAP = 2


def render(report: Report, *, width: int = WIDTH, color: bool = False) -> str:
    """Return the report as text of at most `width` columns; escape sequences only with `color`."""
    screen, written = console(width, color=color)
    screen.print(Text(summary.heading(report), style="bold"))
    screen.print()
    screen.print(_headlines(report))
    for warning in report.warnings:
        screen.print(hanging("Warning: ", Text(printable(warning), style="yellow")))
    screen.print()
    screen.print(Text(report.by.title, style="bold"))
    screen.print(_ranking(grid(report, wide=width >= _WIDE), width))
    _recommendations(screen, report.recommendations)
    if report.notes:
        screen.print()
        section(screen, "Notes", report.notes)
    return tidy(written.getvalue())


def render_recommendations(rows: Sequence[Row], *, width: int = WIDTH, color: bool = False) -> str:
    """Return the recommendations alone, each with the id that plan and the config file know it by."""
    screen, written = console(width, color=color)
    _recommendations(screen, rows, has_ids=True)
    return tidy(written.getvalue()).lstrip("\n")


def console(width: int, *, color: bool) -> tuple[Console, io.StringIO]:
    """Return a console that writes to memory, and what it has written."""
    written = io.StringIO()
    screen = Console(
        file=written,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        emoji=False,
        markup=False,
        highlight=False,
        legacy_windows=False,
        # nothing but the arguments decides what comes out
        _environ={},
    )
    return screen, written


def _headlines(report: Report) -> Table:
    table = Table(box=None, show_header=False, padding=(0, _GAP, 0, 0), pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim", overflow="fold")
    for name, figure, remark in summary.headlines(report):
        table.add_row(Text(name), Text(figure), Text(remark))
    return table


def _ranking(shown: Grid, width: int) -> Table:
    lines = _lines(shown)
    label_widths = _label_widths(shown, width)
    # the box puts one column of its own between the cells
    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, _GAP - 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold"
    )
    for title, size in zip(shown.label_titles, label_widths, strict=True):
        table.add_column(Text(title), width=size, no_wrap=True)
    table.add_column(Text(shown.figure_titles[0]), justify="right", no_wrap=True)
    table.add_column(Text("Share"), justify="right", no_wrap=True)
    table.add_column("", width=_BAR, no_wrap=True, style="cyan")
    for title in shown.figure_titles[1:]:
        table.add_column(Text(title), justify="right", no_wrap=True)
    for line in lines:
        is_total = line is shown.total
        labels = [Text(shorten(text, size)) for text, size in zip(line.labels, label_widths, strict=True)]
        drawn = "" if is_total or line.share is None else bar(line.share, _BAR)
        share = "" if line is shown.unexplained else line.percentage
        cells = [line.figures[0], share, drawn, *line.figures[1:]]
        table.add_row(*labels, *(Text(cell) for cell in cells), style="bold" if is_total else None)
    return table


def _lines(shown: Grid) -> tuple[Line, ...]:
    return (*shown.lines, shown.total, *((shown.unexplained,) if shown.unexplained else ()))


def _label_widths(shown: Grid, width: int) -> list[int]:
    """Share what the figures leave of the line among the labels: a short label lends its room to the long ones."""
    lines = _lines(shown)
    figures = [
        max(cell_len(text) for text in column)
        for column in zip(shown.figure_titles, *(line.figures for line in lines), strict=True)
    ]
    shares = max(len("Share"), *(len(line.percentage) for line in lines))
    columns = len(shown.label_titles) + len(figures) + 2
    room = width - sum(figures) - shares - _BAR - _GAP * (columns - 1)
    wanted = [
        max(cell_len(text) for text in column)
        for column in zip(shown.label_titles, *(line.labels for line in lines), strict=True)
    ]
    sizes = [0] * len(wanted)
    for done, index in enumerate(sorted(range(len(wanted)), key=lambda each: wanted[each])):
        fair = (room - sum(sizes)) // (len(wanted) - done)
        sizes[index] = max(_NARROWEST_LABEL, min(wanted[index], fair))
    return sizes


def shorten(text: str, width: int) -> str:
    """Return the text in at most `width` terminal cells; the middle goes, since names differ at both ends."""
    if cell_len(text) <= width:
        return text
    tail = (width - 1) // 2
    head = width - 1 - tail
    end = text[-tail:] if tail else ""
    while cell_len(end) > tail:
        end = end[1:]
    return set_cell_size(text, head).rstrip() + "…" + end


def _recommendations(console: Console, rows: Sequence[Row], *, has_ids: bool = False) -> None:
    console.print()
    console.print(Text("What to change", style="bold"))
    if not rows:
        console.print(Text("Nothing that would pay for itself was found."))
    if len(rows) > 1:
        console.print(Text(summary.ORDER, style="dim"))
    for number, row in enumerate(rows, start=1):
        line = Text(f"{summary.action(row)}: ")
        line.append(summary.saving(row), style="bold green")
        if row.get("confidence"):
            line.append(f" ({printable(str(row['confidence']))} confidence)")
        if has_ids:
            line.append(f" [{printable(str(row.get('id')))}]", style="dim")
        console.print(hanging(f"{number}. ", line))
        console.print(Padding(Text(printable(str(row.get("because") or "")), overflow="fold"), (0, 0, 0, 3)))


def figures(titles: Sequence[str], rows: Sequence[Sequence[str]], numbers: int) -> Table:
    """Return a grid whose last `numbers` columns stand right; a row called Total is bold."""
    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for place, title in enumerate(titles):
        made.add_column(Text(title), justify="right" if place >= len(titles) - numbers else "left", no_wrap=True)
    for row in rows:
        made.add_row(*(Text(cell) for cell in row), style="bold" if row[0] == "Total" else None)
    return made


def section(screen: Console, title: str, said: Sequence[str]) -> None:
    """Print sentences under a title, each with a dash."""
    screen.print(Text(title, style="bold"))
    for each in said:
        screen.print(hanging("- ", each))


def hanging(mark: str | Text, text: str | Text) -> Table:
    """Return a paragraph whose lines stand right of its mark."""
    table = Table.grid(padding=0)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(mark if isinstance(mark, Text) else Text(mark), text if isinstance(text, Text) else Text(text))
    return table


def tidy(text: str) -> str:
    """Return the text without blanks at the ends of lines, with one line break at its end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n") + "\n"
