"""Tables that are whole without JavaScript and sort and filter with it: cells carry their unrounded value."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from nat_attrib.report.cells import UNKNOWN
from nat_attrib.report.grid import grid
from nat_attrib.report.html.text import escape
from nat_attrib.report.model import By, Grouping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.grid import Grid, Line
    from nat_attrib.report.model import Report

ROWS: Final = 200
"""Rows of a ranking; all others are one row at the foot. The formats csv and json hold every row."""
_ALWAYS: Final = (Grouping.SERVICE, Grouping.SOURCE, Grouping.SOURCE_SERVICE, Grouping.GATEWAY)


def rankings(report: Report) -> list[tuple[By, str]]:
    """Return the chosen ranking first, then those that every page has, as tables."""
    chosen = [report.by, *(By(each) for each in _ALWAYS if each is not report.by.grouping)]
    return [(by, ranking(report, by)) for by in chosen if by.ranking in report.rankings]


def ranking(report: Report, by: By) -> str:
    """Return one ranking as a table with a foot: what is folded, the total, what no flow log tells."""
    shown = grid(dataclasses.replace(report, by=by, top=ROWS), wide=True)
    own = min(ROWS, len(report.rankings[by.ranking]))
    titles = [*((title, False) for title in shown.label_titles), (shown.figure_titles[0], True), ("Share", True)]
    titles += [(title, True) for title in shown.figure_titles[1:]]
    body = "".join(_ranked(line) for line in shown.lines[:own])
    return table(f"rank-{by.ranking}", by.title, titles, body, _foot(shown, own))


def table(name: str, caption: str, titles: Sequence[tuple[str, bool]], body: str, foot: str = "") -> str:
    """Return a table.

    Args:
        name: its id in the page.
        caption: what it holds, for those who cannot see it.
        titles: of the columns, with whether they hold numbers.
        body: rows of `row`.
        foot: rows that stay where they are.
    """
    head = "".join(
        f'<th scope="col"{" class=n" if is_number else ""}>{escape(title)}</th>' for title, is_number in titles
    )
    end = f"<tfoot>{foot}</tfoot>" if foot else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="data" id="{escape(name)}">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>{end}</table></div>"
    )


def row(cells: Sequence[tuple[str, float | None] | str]) -> str:
    """Return a row; a pair is a number's text with its value (None where it is not known)."""
    return f"<tr>{''.join(_cell(cell) for cell in cells)}</tr>"


def _cell(cell: tuple[str, float | None] | str) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell)}"
    text, value = cell
    return f"<td class=n>{escape(text)}" if value is None else f'<td class=n data-v="{value:.12g}">{escape(text)}'


def _ranked(line: Line) -> str:
    pairs = list(zip(line.figures, line.values, strict=True))
    return row([*line.labels, pairs[0], (line.percentage, line.share), *pairs[1:]])


def _foot(shown: Grid, own: int) -> str:
    rest = [("rest", line) for line in shown.lines[own:]]
    last = [("total", shown.total), *([("missing", shown.unexplained)] if shown.unexplained else [])]
    return "".join(
        f'<tr class="{name}">'
        + "".join(f"<td>{escape(label)}" for label in line.labels)
        + f"<td class=n>{escape(line.figures[0])}<td class=n>{'' if line.share is None else line.percentage}"
        + "".join(f"<td class=n>{escape(figure or UNKNOWN)}" for figure in line.figures[1:])
        + "</tr>"
        for name, line in (*rest, *last)
    )
