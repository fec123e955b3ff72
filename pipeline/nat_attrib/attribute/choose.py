"""Which flow log counts where several cover one interface: their bytes are the same bytes and are never added."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

GRACE_SECONDS = 600
"""Logs that overlap by no more than the longest aggregation interval follow each other: one was re-created."""
NEARLY_ALL = 0.99
"""A log with at least this share of the largest byte sum saw the same traffic."""


@dataclass(frozen=True, slots=True)
class LogSpan:
    """What one flow log delivered of one interface of a gateway in one hour."""

    hour: datetime
    nat_gateway_id: str
    interface_id: str | None
    flow_log_id: str
    capture: str
    first_second: int
    last_second: int
    accept_bytes: int
    is_usable: bool
    """Whether it holds anything but REJECT records; a REJECT-only log is never chosen."""
    useful_fields: int
    on_from: int
    """First second with the hours to either side: since when the log was on, as far as this choice looks."""
    on_until: int
    """Last second (exclusive) with the hours to either side."""

    @property
    def interface(self) -> tuple[datetime, str, str]:
        """What the logs compete over."""
        return (self.hour, self.nat_gateway_id, self.interface_id or "")

    def overlaps(self, other: LogSpan) -> bool:
        """Tell whether both logs saw the same time: for longer than the grace, or for most of the shorter one."""
        # A record of one packet has start = end and still stands for that second.
        until, other_until = max(self.on_until, self.on_from + 1), max(other.on_until, other.on_from + 1)
        common = min(until, other_until) - max(self.on_from, other.on_from)
        shorter = min(until - self.on_from, other_until - other.on_from)
        return common > GRACE_SECONDS or common * 2 > shorter


def choose(spans: Iterable[LogSpan]) -> list[LogSpan]:
    """Return the spans that count.

    Logs that do not overlap in time add up. Of overlapping ones the order is: packet addresses before none, at least
    99 % of the largest bytes, the longest covered time in steps of ten minutes, the most useful fields, the
    smallest id.
    """
    ordered = sorted(spans, key=lambda span: (span.interface, span.flow_log_id))
    chosen: list[LogSpan] = []
    for _, group in groupby(ordered, key=lambda span: span.interface):
        chosen.extend(_choose_of_interface([span for span in group if span.is_usable]))
    return chosen


def _choose_of_interface(spans: list[LogSpan]) -> list[LogSpan]:
    chosen: list[LogSpan] = []
    left = spans
    while left:
        largest = max(span.accept_bytes for span in left)
        best = min(left, key=lambda span: _rank(span, largest))
        chosen.append(best)
        left = [span for span in left if span is not best and not span.overlaps(best)]
    return chosen


def _rank(span: LogSpan, largest: int) -> tuple[bool, bool, int, int, str]:
    return (
        span.capture == "nat_eni_v2",
        span.accept_bytes < NEARLY_ALL * largest,
        -((span.last_second - span.first_second) // GRACE_SECONDS),
        -span.useful_fields,
        span.flow_log_id,
    )
