"""What still needs each NAT gateway once everything is done that is advised, in a line per gateway."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from nat_attrib import sqlfiles
from nat_attrib.held import held
from nat_attrib.report import Plain, render_sentences, table
from nat_attrib.report.cells import GIB, gib, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.report.model import Row
    from nat_attrib.window import Window

_SHOWN = 4
"""Services named per gateway; the others are one figure."""


def collect(duck: Duck, window: Window) -> list[Row]:
    """Return the rows of the macro `nat_needs`."""
    with held(duck, window):
        return duck.dicts(sqlfiles.text("stages/report/needs"), since=window.since, until=window.until)


def sentences(rows: Sequence[Row]) -> list[str]:
    """Return a sentence per gateway: how much, and to what, largest first."""
    said = []
    for gateway, group in groupby(rows, lambda row: row["nat_gateway_id"]):
        needs = list(group)
        parts = [_need(row) for row in needs[:_SHOWN]]
        if rest := needs[_SHOWN:]:
            parts.append(f"{len(rest):,} more {_amount(rest)}")
        said.append(f"{printable(str(gateway))}: {_amount(needs)}: {', '.join(parts)}.")
    return said


def render(rows: Sequence[Row], format: Plain, *, width: int = table.WIDTH, color: bool = False) -> str:  # noqa: A002 - the flag's name
    """Return the sentences as the end of a table or of Markdown; nothing in the formats of programs."""
    return render_sentences("What still needs NAT after that", sentences(rows), format, width=width, color=color)


def _need(row: Row) -> str:
    service = " ".join(printable(str(part)) for part in (row["service"] or "unknown", row["service_region"]) if part)
    names = [printable(str(name)) for name in row["names"] or ()]
    more = f" and {len(names) - 2:,} more" if len(names) > 2 else ""
    named = f" ({', '.join(names[:2])}{more})" if names else ""
    return f"{service}{named} {_amount([row])}"


def _amount(rows: Sequence[Row]) -> str:
    if any(row["gib_per_month"] is None for row in rows):
        return f"{gib(sum(row['bytes'] for row in rows))} GiB"
    return f"{gib(sum(row['gib_per_month'] for row in rows) * GIB)} GiB a month"
