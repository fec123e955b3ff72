"""Bytes over time by service: stacked bars per hour, or per day where the window is long."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from nat_attrib.report.cells import GIB, gib
from nat_attrib.report.html.services import Palette, Service, service_of
from nat_attrib.report.html.text import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Row

SERVICES: Final = 8
"""Services of their own in a bar; the rest is one."""
_HOURLY: Final = timedelta(days=8)
"""The longest window that is drawn by the hour."""
_WIDTH: Final = 1080.0
_LEFT: Final = 56.0
_TOP: Final = 26.0
_PLOT: Final = 200.0
_LABELS: Final = 9


def svg(rows: Sequence[Row], since: datetime, until: datetime, palette: Palette) -> str:
    """Return the bars as SVG with their legend; empty where there is nothing to draw.

    Args:
        rows: of the macro `nat_over_time`.
        since: start of the window.
        until: its end (exclusive).
        palette: colours of the services.
    """
    step = timedelta(hours=1) if until - since <= _HOURLY else timedelta(days=1)
    stacks, shown = _stacks(rows, step)
    if not stacks:
        return ""
    first = _floor(since, step)
    count = max(1, math.ceil((until - first) / step))
    highest = max(sum(stack.values()) for stack in stacks.values())
    unit = _tick(highest / GIB)
    top_value = math.ceil(highest / GIB / unit) * unit
    pitch = (_WIDTH - _LEFT) / count
    each = "hour" if step < timedelta(days=1) else "day"
    parts = [
        f'<svg class="timeline" viewBox="0 0 {_WIDTH:.0f} {_TOP + _PLOT + 28:.0f}" role="img" aria-labelledby=time-t>',
        f'<title id="time-t">GiB per {each} (UTC) by service</title>',
        f'<text class="tick" x="0" y="{_TOP - 14:.0f}">GiB per {each}</text>',
        *_axis(unit, top_value),
    ]
    shapes: dict[Service | None, list[str]] = {service: [] for service in shown}
    hits = []
    for number in range(count):
        moment = first + number * step
        if moment in stacks:
            x = _LEFT + number * pitch
            _pile(stacks[moment], shapes, x, pitch, _PLOT / GIB / top_value)
            hits.append(_hit(moment, stacks[moment], x, pitch, step))
    parts += [
        f'<path class="{palette.of_service(service)}" d="{"".join(drawn)}"/>' for service, drawn in shapes.items()
    ]
    parts += hits
    parts += _dates(first, count, pitch, step)
    return "".join([*parts, "</svg>", _legend(shown, palette)])


def _stacks(
    rows: Sequence[Row], step: timedelta
) -> tuple[dict[datetime, dict[Service | None, int]], list[Service | None]]:
    totals: dict[Service, int] = defaultdict(int)
    for row in rows:
        totals[service_of(row)] += row["bytes"]
    ranked = sorted(totals, key=lambda each: (-totals[each], each.label))
    kept = ranked if len(ranked) <= SERVICES else ranked[: SERVICES - 1]
    stacks: dict[datetime, dict[Service | None, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        service = service_of(row)
        stacks[_floor(row["hour"], step)][service if service in kept else None] += row["bytes"]
    return dict(stacks), [*kept, *([None] if len(kept) < len(ranked) else [])]


def _floor(moment: datetime, step: timedelta) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0, hour=moment.hour if step < timedelta(days=1) else 0)


def _tick(highest: float) -> float:
    """Return a round distance of grid lines, about four of them."""
    raw = max(highest, 1e-9) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)


def _axis(unit: float, top_value: float) -> list[str]:
    parts = []
    for number in range(round(top_value / unit) + 1):
        y = _TOP + _PLOT * (1 - number * unit / top_value)
        parts.append(
            f'<line class="grid" x1="{_LEFT:.0f}" x2="{_WIDTH:.0f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{_LEFT - 8:.0f}" y="{y + 4:.1f}" text-anchor="end">{number * unit:,.6g}</text>'
        )
    return parts


def _pile(
    stack: dict[Service | None, int], shapes: dict[Service | None, list[str]], x: float, pitch: float, scale: float
) -> None:
    """Add one bar: a piece to the shape of each service."""
    width = max(pitch * 0.82, pitch - 4)
    y = _TOP + _PLOT
    for service, drawn in shapes.items():
        height = stack.get(service, 0) * scale
        if height:
            y -= height
            drawn.append(f"M{x:.1f} {y:.2f}h{width:.1f}v{height:.2f}h-{width:.1f}z")


def _hit(moment: datetime, stack: dict[Service | None, int], x: float, pitch: float, step: timedelta) -> str:
    """Return the invisible bar that says what a bar holds."""
    when = f"{moment:%a %Y-%m-%d %H:%M}" if step < timedelta(days=1) else f"{moment:%a %Y-%m-%d}"
    largest = sorted(stack.items(), key=lambda item: -item[1])[:4]
    said = "; ".join(f"{'others' if service is None else service.label} {gib(amount)}" for service, amount in largest)
    return (
        f'<rect class="hit" x="{x:.1f}" y="{_TOP:.0f}" width="{pitch:.1f}" height="{_PLOT:.0f}">'
        f"<title>{when}: {gib(sum(stack.values()))} GiB ({escape(said)})</title></rect>"
    )


def _dates(first: datetime, count: int, pitch: float, step: timedelta) -> list[str]:
    every = max(1, math.ceil(count / _LABELS))
    if step < timedelta(days=1):
        every = next((each for each in (1, 2, 3, 4, 6, 12, 24) if each >= every), every)
    parts = []
    for number in range(0, count, every):
        moment = first + number * step
        is_day = step >= timedelta(days=1) or moment.hour == 0 or number == 0
        text = f"{moment:%d %b}" if is_day else f"{moment:%H:%M}"
        x = _LEFT + number * pitch + pitch * 0.41
        parts.append(f'<text class="tick" x="{x:.1f}" y="{_TOP + _PLOT + 18:.0f}" text-anchor="middle">{text}</text>')
    return parts


def _legend(shown: Sequence[Service | None], palette: Palette) -> str:
    items = (
        f'<li><svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="{palette.of_service(service)}" '
        f'width="10" height="10" rx="2"/></svg>{"others" if service is None else escape(service.label)}</li>'
        for service in shown
    )
    return f'<ul class="legend">{"".join(items)}</ul>'
