"""The report as JSON: complete, numbers as numbers, keys in a fixed order; `docs/report-json.md` describes it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from nat_attrib.report.cells import is_steering, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Report, Row

_BEYOND_PLAIN = re.compile(r"[^\x00-~]")
"""What may steer a terminal and stands in JSON as it is."""


def render(report: Report) -> str:
    """Return the report as one JSON object."""
    return _text(document(report))


def render_recommendations(rows: Sequence[Row]) -> str:
    """Return a JSON list with the columns of the macro `recommendations`."""
    return _text([_plain(row) for row in rows])


def document(report: Report) -> dict[str, Any]:
    """Return the object that `render` writes."""
    return {
        "window": {
            "since": plain(report.since),
            "until": plain(report.until),
            "hours": report.hours,
        },
        "by": f"tag:{report.by.tag_key}" if report.by.tag_key else report.by.grouping.value,
        "totals": _plain(report.totals),
        **{name: [_plain(row) for row in rows] for name, rows in report.rankings.items()},
        "recommendations": [_plain(row) for row in report.recommendations],
        "coverage": [_plain(row) for row in report.coverage],
        "unexplained": [_plain(row) for row in report.unexplained],
        "warnings": list(report.warnings),
        "notes": list(report.notes),
    }


def text(value: object) -> str:
    """Return a JSON text of plain values in which nothing steers a terminal."""
    return _text(value)


def rows(found: Sequence[Row]) -> list[dict[str, Any]]:
    """Return rows as JSON has them."""
    return [_plain(row) for row in found]


def _plain(row: Row) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items()}


def _text(value: object) -> str:
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    # What steers a terminal is written as an escape, which is the same JSON.
    return _BEYOND_PLAIN.sub(_escaped, text) + "\n"


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    if not is_steering(char):
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x80 else json.dumps(char)[1:-1]
