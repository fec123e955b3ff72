"""The chosen ranking as a small grid of text: which columns, which rows, and what is folded so that columns add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nat_attrib.report.cells import UNKNOWN, is_bytes, is_dollars, percent, printable, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Report, Row

_LABELS = {
    "by_source_and_service": (("source", "service"), ("source_kind", "served_by")),
    "by_service": (("service", "served_by"), ()),
    "by_source": (("source", "source_kind"), ("source_ip", "source_subnet_id", "source_az_id")),
    "by_gateway": (("nat_gateway_id",), ("region", "account_id")),
    "by_subnet": (("source_subnet_id",), ("source_az_id", "source_vpc_id")),
    "by_az": (("nat_az_id", "source_az_id", "is_cross_az"), ()),
    "by_hostname": (("hostname", "service"), ()),
}
"""Per ranking, the columns that say what a row is: in 80 columns, and those that a wide terminal adds."""

_FIGURES = (
    ("bytes", "GiB"),
    ("nat_usd", "NAT $"),
    ("cross_az_usd", "X-AZ $"),
    ("tgw_usd", "TGW $"),
    ("nat_hours_usd", "hours $"),
)
"""Columns that are added up; those after the first two appear only where they are not nothing."""

_TITLES = {
    "source": "Source",
    "service": "Service",
    "served_by": "Served by",
    "source_kind": "Kind",
    "nat_gateway_id": "NAT gateway",
    "nat_az_id": "NAT's AZ",
    "source_az_id": "Source's AZ",
    "is_cross_az": "Crosses",
}
_INITIALS = {"az", "eni", "ip", "nat", "vpc"}
_SOURCE = ("source_name", "instance_id", "interface_id", "source_ip")
"""What a source is called, best first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the grid."""

    labels: tuple[str, ...]
    figures: tuple[str, ...]
    share: float | None
    """Part of the total bytes; None where there are no bytes at all, and for what is no part of them."""
    values: tuple[float | None, ...] = ()
    """What `figures` show, unrounded."""

    @property
    def percentage(self) -> str:
        """The share as text."""
        return UNKNOWN if self.share is None else percent(self.share)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ranking as text; `lines` are the top rows and, where some are left, one line for all others."""

    label_titles: tuple[str, ...]
    figure_titles: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    unexplained: Line | None = None
    """What was measured and is in no flow log, below the total; None where nothing was measured."""


def grid(report: Report, *, wide: bool) -> Grid:
    """Lay out the chosen ranking; `wide` adds the columns that 80 characters have no room for."""
    rows = report.ranking
    labels = _labels(report, wide=wide)
    figures = _figures(rows)
    shared = _shared_names(rows) if "source" in labels and "source_ip" not in labels else frozenset()
    groups = _alike([(tuple(_label(row, name, shared) for name in labels), row) for row in rows], figures)
    top, rest = groups[: report.top], groups[report.top :]
    lines = [_line(row, called, figures, report) for called, row in top]
    if rest:
        folded = {name: _sum([row for _, row in rest], name) for name, _ in figures}
        lines.append(_line(folded, _words(f"{len(rest):,} other{'s' * (len(rest) > 1)}", labels), figures, report))
    everything = {name: _sum(rows, name) for name, _ in figures}
    return Grid(
        label_titles=tuple(_TITLES.get(name, _title(name)) for name in labels),
        figure_titles=tuple(title for _, title in figures),
        lines=tuple(lines),
        total=_line(everything, _words("Total", labels), figures, report),
        unexplained=_unexplained(report, labels, figures),
    )


def _unexplained(report: Report, labels: tuple[str, ...], figures: tuple[tuple[str, str], ...]) -> Line | None:
    if report.unexplained_bytes is None:
        return None
    known = {"bytes": report.unexplained_bytes, "nat_usd": report.unexplained_usd}
    texts = tuple(shown(name, known[name]) if name in known else "" for name, _ in figures)
    return Line(_words("Not explained", labels), texts, None)


def _labels(report: Report, *, wide: bool) -> tuple[str, ...]:
    narrow, more = _LABELS.get(report.by.ranking, ((), ()))
    if narrow:
        present = set(report.ranking[0]) if report.ranking else set()
        return (*narrow, *(name for name in more if name in present)) if wide else narrow
    # A ranking without a layout of its own: what its rows hold beside figures and lists.
    names = [
        name
        for name, value in (report.ranking[0].items() if report.ranking else ())
        if not (is_bytes(name) or is_dollars(name) or name in {"packets", "sources"} or isinstance(value, list | dict))
    ]
    return tuple(names[: 5 if wide else 3]) or (report.by.ranking.removeprefix("by_"),)


def _figures(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    always = {name for name, _ in _FIGURES[:2]}
    return tuple((name, title) for name, title in _FIGURES if name in always or any(row.get(name) for row in rows))


def _alike(
    rows: Sequence[tuple[tuple[str, ...], Row]], figures: Sequence[tuple[str, str]]
) -> list[tuple[tuple[str, ...], Row]]:
    """Add up rows that would look the same, since what tells them apart has no column here; most bytes first."""
    together: dict[tuple[str, ...], list[Row]] = {}
    for called, row in rows:
        together.setdefault(called, []).append(row)
    found = [(called, {name: _sum(group, name) for name, _ in figures}) for called, group in together.items()]
    return sorted(found, key=lambda line: -(line[1]["bytes"] or 0))


def _line(row: Row, labels: tuple[str, ...], figures: tuple[tuple[str, str], ...], report: Report) -> Line:
    total = report.totals["bytes"]
    amount = row.get("bytes") or 0
    return Line(
        labels,
        tuple(shown(name, row.get(name)) for name, _ in figures),
        amount / total if total else None,
        tuple(row.get(name) for name, _ in figures),
    )


def _source(row: Row) -> str:
    found = next((row[column] for column in _SOURCE if row.get(column)), None)
    return printable(str(found)) if found else "unknown"


def _shared_names(rows: Sequence[Row]) -> frozenset[str]:
    """Return the names that more than one address goes by, such as those of an Auto Scaling group's instances."""
    held: dict[str, set[object]] = {}
    for row in rows:
        held.setdefault(_source(row), set()).add(row.get("source_ip"))
    return frozenset(name for name, addresses in held.items() if len(addresses) > 1)


def _label(row: Row, name: str, shared: frozenset[str] = frozenset()) -> str:
    if name == "source":
        called = _source(row)
        return f"{called} {row['source_ip']}" if called in shared and row.get("source_ip") else called
    if name == "service":
        parts = [row.get("service") or "unknown", row.get("service_region")]
        return " ".join(printable(str(part)) for part in parts if part)
    if name == "tag_value" and row.get(name) is None:
        return "without the tag"
    if name == "served_by":
        return shown(name, row.get(name)).replace("_", " ")
    return shown(name, row.get(name))


def _sum(rows: Sequence[Row], name: str) -> float | None:
    known = [row[name] for row in rows if row.get(name) is not None]
    return sum(known) if known else None


def _words(text: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    return (text, *("" for _ in labels[1:]))


def _title(name: str) -> str:
    words = name.removesuffix("_id").removeprefix("source_").split("_")
    words = [word.upper() if word in _INITIALS else word for word in words]
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])
