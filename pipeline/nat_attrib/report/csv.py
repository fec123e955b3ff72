"""The chosen ranking as CSV: every row and every column, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from nat_attrib.report.cells import plain, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Report, Row

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width signs start formulas too


def render(report: Report) -> str:
    """Return the chosen ranking with the macro's columns."""
    return _text(report.ranking)


def render_recommendations(rows: Sequence[Row]) -> str:
    """Return the recommendations with the macro's columns."""
    return _text(rows)


def cell(value: object) -> str | int | float | None:
    """Return what a cell holds: numbers as they are, booleans yes or no, lists space separated, text made harmless."""
    value = plain(value)
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        return _text_cell(" ".join(str(each) for each in value))
    if isinstance(value, dict):
        return _text_cell(" ".join(f"{key}={each}" for key, each in value.items()))
    return _text_cell(str(value))


def _text_cell(text: str) -> str:
    # A spreadsheet takes text that starts with one of these signs for a formula; the apostrophe says it is text.
    return f"'{printable(text)}" if text.startswith(_FORMULA) else printable(text)


def _text(rows: Sequence[Row]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return written.getvalue()
