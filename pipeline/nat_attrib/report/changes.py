"""What changed: this window beside the one of equal length before it, and the hours far above the usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from nat_attrib.report import csv, json, markdown, table
from nat_attrib.report.cells import UNKNOWN, dollars, gib, plain, printable, signed_gib

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nat_attrib.report.model import Row

_SPIKES = 5
"""How many spikes text shows; JSON holds them all."""
_EQUAL = 0.99
"""Windows whose logged hours differ by less are compared without a word."""
TITLES = ("Source", "Service", "Before", "After", "Change", "NAT $")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a report of changes shows."""

    since: datetime
    until: datetime
    before_since: datetime
    """Start of the window before; it ends at `since`."""
    covered_hours_before: float
    """Gateway hours that the flow logs cover in the window before."""
    covered_hours_after: float
    rows: Sequence[Row]
    """Rows of the macro `nat_changes`, largest change first."""
    spikes: Sequence[Row]
    """Rows of the macro `nat_spikes`, largest excess first."""
    top: int = 20
    beyond: Sequence[str] = ()
    """A sentence where the window goes beyond the logged hours."""


def heading(found: Changes) -> str:
    """Return the two windows."""
    return (
        f"NAT gateways, {found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC, beside "
        f"{found.before_since:%Y-%m-%d %H:%M} to {found.since:%Y-%m-%d %H:%M}"
    )


def sums(found: Changes) -> list[tuple[str, str, str]]:
    """Return the sums of both windows as (name, before, after)."""
    before, after = (sum(row[name] for row in found.rows) for name in ("bytes_before", "bytes_after"))
    usd = (_known(found.rows, name) for name in ("nat_usd_before", "nat_usd_after"))
    dollars_before, dollars_after = (UNKNOWN if each is None else dollars(each) for each in usd)
    return [
        ("Bytes", f"{gib(before)} GiB", f"{gib(after)} GiB"),
        ("Processing", dollars_before, dollars_after),
        ("Logged", f"{found.covered_hours_before:,.1f} h", f"{found.covered_hours_after:,.1f} h"),
    ]


def spike(row: Row) -> str:
    """Return a spike as a sentence: from what to what, since when, by whom, to what."""
    service = " ".join(printable(str(part)) for part in (row["service"] or "unknown", row["service_region"]) if part)
    worth = "" if row["excess_usd"] is None else f" ({dollars(row['excess_usd'])} more)"
    hours = "hour" if row["hours"] == 1 else "hours"
    return (
        f"{gib(row['usual_bytes'])} GiB to {gib(row['bytes'])} GiB{worth} in {row['hours']:,} {hours} since "
        f"{row['began']:%a %Y-%m-%d %H:%M} UTC at {printable(row['nat_gateway_id'])}, most by "
        f"{printable(str(row['source'] or 'an unknown source'))}, to {service}."
    )


def lines(found: Changes) -> list[tuple[str, ...]]:
    """Return the table's rows as text: the largest changes, all others as one, the total."""
    top, rest = found.rows[: found.top], found.rows[found.top :]
    shown = [_line(_source(row), _service(row), [row]) for row in top]
    if rest:
        shown.append(_line(f"{len(rest):,} other{'s' * (len(rest) > 1)}", "", rest))
    return [*shown, _line("Total", "", found.rows)]


def notes(found: Changes) -> list[str]:
    """Return what keeps the windows from being compared."""
    before, after = found.covered_hours_before, found.covered_hours_after
    if min(before, after) >= _EQUAL * max(before, after):
        return [*found.beyond]
    change = "growth is only more" if before < after else "fall is only less"
    said = (
        f"The flow logs cover {before:,.1f} gateway hours before and {after:,.1f} in this window: "
        f"a part of the {change} logged time."
    )
    return [said, *found.beyond]


def render(found: Changes, *, width: int = table.WIDTH, color: bool = False) -> str:
    """Return the changes for a terminal."""
    screen, written = table.console(width, color=color)
    screen.print(Text(heading(found), style="bold"))
    screen.print()
    screen.print(table.figures(("", "Before", "After"), sums(found), 2))
    screen.print()
    screen.print(Text("Spikes", style="bold"))
    for row in found.spikes[:_SPIKES]:
        screen.print(table.hanging("- ", spike(row)))
    if not found.spikes:
        screen.print(Text("No hour is far above the usual."))
    screen.print()
    screen.print(Text("By source and service, GiB", style="bold"))
    room = max(8, (width - 44) // 2)
    fitted = [(table.shorten(row[0], room), table.shorten(row[1], room), *row[2:]) for row in lines(found)]
    screen.print(table.figures(TITLES, fitted, 4))
    if said := notes(found):
        screen.print()
        table.section(screen, "Notes", said)
    return table.tidy(written.getvalue())


def render_markdown(found: Changes) -> str:
    """Return the changes as Markdown."""
    text = [f"## {markdown.escape(heading(found))}", "", *markdown.table(("", "Before", "After"), sums(found), 2)]
    text += ["", "### Spikes", ""]
    text += [f"- {markdown.escape(spike(row))}" for row in found.spikes[:_SPIKES]] or [
        "No hour is far above the usual."
    ]
    text += ["", "### By source and service, GiB", "", *markdown.table(TITLES, lines(found), 4)]
    text += ["", "### Notes", "", *(f"- {markdown.escape(note)}" for note in notes(found))] if notes(found) else []
    return "\n".join(text) + "\n"


def render_json(found: Changes) -> str:
    """Return the changes as JSON: the windows, `changes` and `spikes` with the macros' columns."""
    return json.text(document(found))


def document(found: Changes) -> dict[str, Any]:
    """Return the object that `render_json` writes."""
    return {
        "window": {"since": plain(found.since), "until": plain(found.until)},
        "window_before": {"since": plain(found.before_since), "until": plain(found.since)},
        "covered_hours": {"before": found.covered_hours_before, "after": found.covered_hours_after},
        "changes": json.rows(found.rows),
        "spikes": json.rows(found.spikes),
        "notes": notes(found),
    }


def render_csv(found: Changes) -> str:
    """Return the rows of `nat_changes` as CSV."""
    return csv.render_recommendations(found.rows)


def _line(source: str, service: str, rows: Sequence[Row]) -> tuple[str, ...]:
    before, after = (sum(row[name] for row in rows) for name in ("bytes_before", "bytes_after"))
    usd = [_known(rows, name) for name in ("nat_usd_before", "nat_usd_after")]
    known = None if usd[0] is None and usd[1] is None else (usd[1] or 0) - (usd[0] or 0)
    worth = UNKNOWN if known is None else f"{'+' if known >= 0.005 else ''}{dollars(known)}"
    return source, service, gib(before), gib(after), signed_gib(after - before), worth


def _known(rows: Sequence[Row], name: str) -> float | None:
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) if known else None


def _source(row: Row) -> str:
    return printable(str(row["source_name"] or row["source_ip"] or "unknown"))


def _service(row: Row) -> str:
    parts = (row["service"] or "unknown", row["service_region"])
    return " ".join(printable(str(part)) for part in parts if part)
