"""The flow diagram: source, gateway, service. Bytes are conserved; what is small is folded, never dropped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from nat_attrib.report.cells import gib, percent
from nat_attrib.report.html.services import Palette, Service, family_of, service_of
from nat_attrib.report.html.text import escape, shorten

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from nat_attrib.report.model import Row

NODES: Final = 15
"""Nodes to a column, the folded one included."""
_WIDTH: Final = 1080
_COLUMNS: Final = (232.0, 520.0, 808.0)
"""Left edges of the three columns."""
_BAR: Final = 12.0
_HEIGHT: Final = 380.0
"""Height of all bytes together."""
_PITCH: Final = 17.0
"""Room for a label."""
_GAP: Final = 7.0
_TOP: Final = 30.0


@dataclass(slots=True)
class Node:
    """A box of a column."""

    label: str
    note: str = ""
    """What else its tooltip says."""
    css: str = "box"
    bytes: int = 0
    top: float = 0.0
    left_used: float = 0.0
    right_used: float = 0.0


@dataclass(slots=True)
class Diagram:
    """Three columns and the ribbons between them."""

    columns: tuple[dict[Hashable, Node], ...] = field(default_factory=lambda: ({}, {}, {}))
    left: dict[tuple[Hashable, Hashable, str], int] = field(default_factory=lambda: defaultdict(int))
    """Bytes by source, gateway and family of the service."""
    right: dict[tuple[Hashable, Hashable, str], int] = field(default_factory=lambda: defaultdict(int))
    """Bytes by gateway, service and family."""


def build(paths: Sequence[Row], palette: Palette) -> Diagram:
    """Fold the rows of `nat_paths` to at most `NODES` nodes a column.

    Every byte of the rows is in exactly one ribbon of either side.
    """
    sources = _largest((_source(row), row["bytes"]) for row in paths)
    gateways = _largest((row["nat_gateway_id"], row["bytes"]) for row in paths)
    services = _largest((service_of(row), row["bytes"]) for row in paths)
    made = Diagram()
    for row in paths:
        source, service = _source(row), service_of(row)
        names: tuple[Hashable, ...] = (
            source if source in sources else None,
            row["nat_gateway_id"] if row["nat_gateway_id"] in gateways else None,
            service if service in services else None,
        )
        nodes = (
            Node(source[0], source[1]),
            Node(row["nat_gateway_id"] or "unknown", row["nat_az_id"] or ""),
            Node(service.label, "", palette.of_service(service)),
        )
        for column, name, node in zip(made.columns, names, nodes, strict=True):
            column.setdefault(name, node if name is not None else Node(""))
            column[name].bytes += row["bytes"]
        made.left[names[0], names[1], family_of(service.served_by)] += row["bytes"]
        made.right[names[1], names[2], family_of(service.served_by)] += row["bytes"]
    kinds: tuple[set[Any], ...] = (
        {_source(row) for row in paths},
        {row["nat_gateway_id"] for row in paths},
        {service_of(row) for row in paths},
    )
    for column, counted, noun in zip(made.columns, kinds, ("sources", "gateways", "services"), strict=True):
        if None in column and not column[None].label:
            column[None].label = f"{len(counted) - len(column) + 1:,} other {noun}"
            column[None].css = "rest"
    return made


def svg(paths: Sequence[Row], palette: Palette) -> str:
    """Return the diagram as SVG; empty where nothing flows."""
    total = sum(row["bytes"] for row in paths)
    if not total:
        return ""
    made = build(paths, palette)
    scale = _HEIGHT / total
    height = _place(made, scale)
    parts = [
        f'<svg class="sankey" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-labelledby="flow-t flow-d">',
        '<title id="flow-t">Bytes from sources through NAT gateways to services</title>',
        f'<desc id="flow-d">{gib(total)} GiB in all; the tables below hold the same numbers.</desc>',
    ]
    parts += [
        f'<text class="head" x="{x:.0f}" y="14" text-anchor="{anchor}">{title}</text>'
        for x, anchor, title in zip(
            (_COLUMNS[0] + _BAR, _COLUMNS[1] + _BAR / 2, _COLUMNS[2]),
            ("end", "middle", "start"),
            ("Source, GiB", "NAT gateway", "Service"),
            strict=True,
        )
    ]
    parts.append('<g class="ribbons">')
    for side, links in enumerate((made.left, made.right)):
        parts += _ribbons(made, side, links, scale, total)
    parts.append("</g>")
    for place, column in enumerate(made.columns):
        parts += [_node(node, place, scale, total) for node in column.values()]
    return "".join([*parts, "</svg>"])


def _source(row: Row) -> tuple[str, str]:
    return (row["source"] or "unknown", row["source_kind"] or "")


def _largest(pairs: Iterable[tuple[Hashable, int]]) -> set[Hashable]:
    """Return the keys that get a node of their own."""
    sums: dict[Hashable, int] = defaultdict(int)
    for key, amount in pairs:
        sums[key] += amount
    ranked = sorted(sums, key=lambda key: (-sums[key], str(key)))
    return set(ranked if len(ranked) <= NODES else ranked[: NODES - 1])


def _ordered(column: dict[Hashable, Node]) -> list[Node]:
    return sorted(column.values(), key=lambda node: (node.css == "rest", -node.bytes, node.label))


def _place(made: Diagram, scale: float) -> float:
    """Give every node its top; return the height of the drawing."""
    heights = [
        sum(max(node.bytes * scale, _PITCH) + _GAP for node in column.values()) - _GAP for column in made.columns
    ]
    tallest = max(heights)
    for column, height in zip(made.columns, heights, strict=True):
        spread = min(46.0, (tallest - height) / len(column))
        top = _TOP + (tallest - height - spread * (len(column) - 1)) / 2
        for node in _ordered(column):
            room = max(node.bytes * scale, _PITCH)
            node.top = top + (room - node.bytes * scale) / 2
            top += room + _GAP + spread
    return _TOP + tallest + 12


def _ribbons(
    made: Diagram, side: int, links: dict[tuple[Hashable, Hashable, str], int], scale: float, total: int
) -> list[str]:
    start, end = made.columns[side], made.columns[side + 1]
    order = sorted(links, key=lambda key: (start[key[0]].top, end[key[1]].top, key[2]))
    tops = {}
    for key in order:
        node = start[key[0]]
        tops[key] = node.top + node.right_used
        node.right_used += links[key] * scale
    drawn = []
    for key in sorted(links, key=lambda key: (end[key[1]].top, start[key[0]].top, key[2])):
        first, last = start[key[0]], end[key[1]]
        width = links[key] * scale
        y0, y1 = tops[key], last.top + last.left_used
        last.left_used += width
        x0, x1 = _COLUMNS[side] + _BAR, _COLUMNS[side + 1]
        middle = (x0 + x1) / 2
        path = (
            f"M{x0:.0f} {y0:.1f}C{middle:.0f} {y0:.1f} {middle:.0f} {y1:.1f} {x1:.0f} {y1:.1f}"
            f"v{max(width, 0.4):.2f}"
            f"C{middle:.0f} {y1 + width:.1f} {middle:.0f} {y0 + width:.1f} {x0:.0f} {y0 + width:.1f}z"
        )
        drawn.append(
            f'<path class="{key[2]}0" d="{path}" data-side="{side}" data-bytes="{links[key]}"><title>'
            f"{escape(first.label)} → {escape(last.label)}: {gib(links[key])} GiB, {percent(links[key] / total)}"
            "</title></path>"
        )
    return drawn


def _node(node: Node, place: int, scale: float, total: int) -> str:
    x, height = _COLUMNS[place], max(node.bytes * scale, 1.0)
    middle = node.top + height / 2
    at, anchor = ((x - 8, "end"), (x + _BAR + 7, "start"), (x + _BAR + 8, "start"))[place]
    note = f" ({escape(node.note)})" if node.note else ""
    label = shorten(node.label, 26 if place != 1 else 24)
    share = f"{gib(node.bytes)} GiB · {percent(node.bytes / total)}"
    return (
        f"<g><title>{escape(node.label)}{note}: {share}</title>"
        f'<rect class="{node.css}" x="{x:.0f}" y="{node.top:.1f}" width="{_BAR:.0f}" height="{height:.1f}" rx="2"/>'
        f'<text class="label" x="{at:.0f}" y="{middle + 4:.1f}" text-anchor="{anchor}">{escape(label)} '
        f'<tspan class="amount">{gib(node.bytes)}</tspan></text></g>'
    )


__all__ = ["NODES", "Diagram", "Node", "Service", "build", "svg"]
