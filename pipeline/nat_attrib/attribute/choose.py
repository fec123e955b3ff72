"""Which flow log counts where several cover one interface or one client: the same bytes are never added."""

from __future__ import annotations

from calendar import timegm
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

GRACE_SECONDS = 600
"""Logs that overlap by no more than the longest aggregation interval follow each other: one was re-created."""
HOUR = 3600
NEARLY_ALL = 0.99
"""A log with at least this share of the largest byte sum saw the same traffic."""


class Piece(NamedTuple):
    """A time, in unix seconds."""

    begin: int
    end: int
    """Exclusive."""

    @property
    def seconds(self) -> int:
        """Its length."""
        return max(self.end - self.begin, 0)

    def common(self, other: Piece) -> int:
        """Return the seconds that both hold."""
        return max(min(self.end, other.end) - max(self.begin, other.begin), 0)

    def overlaps(self, other: Piece) -> bool:
        """Tell whether both are of the same time: for longer than the grace, or for most of the shorter one."""
        common = self.common(other)
        return common > GRACE_SECONDS or common * 2 > min(self.seconds, other.seconds)

    def covers(self, other: Piece) -> bool:
        """Tell whether it lacks no more than the grace of the other."""
        return other.seconds - self.common(other) <= GRACE_SECONDS


RANK = {"nat_eni": 0, "regional": 0, "next_hop": 1, "route": 2, "nat_eni_v2": 3, "beside": 4}
"""Captures, the best first; what does not cross NAT, for which there is one, is never held against another."""


@dataclass(frozen=True, slots=True)
class LogSpan:
    """What one flow log delivered of one interface in one hour: of what passes one gateway, or of what passes none."""

    hour: datetime
    nat_gateway_id: str
    interface_id: str | None
    flow_log_id: str
    capture: str
    first_second: int
    last_second: int
    accept_bytes: int
    is_usable: bool
    """Whether it is a log of more than REJECT records; a REJECT-only log is never chosen."""
    useful_fields: int
    on_from: int
    """First second with the hours to either side: since when the log was on, as far as this choice looks."""
    on_until: int
    """Last second (exclusive) with the hours to either side."""

    @property
    def interface(self) -> tuple[datetime, str, str]:
        """What the logs compete over."""
        return (self.hour, self.nat_gateway_id, self.interface_id or "")

    @property
    def on(self) -> Piece:
        """The part of the hour in which the log was on."""
        begin = timegm(self.hour.timetuple())
        return Piece(max(self.on_from, begin), min(max(self.on_until, self.on_from + 1), begin + HOUR))

    def overlaps(self, other: LogSpan) -> bool:
        """Tell whether both logs saw the same time: for longer than the grace, or for most of the shorter one."""
        # A record of one packet has start = end and still stands for that second.
        mine = Piece(self.on_from, max(self.on_until, self.on_from + 1))
        return mine.overlaps(Piece(other.on_from, max(other.on_until, other.on_from + 1)))


def choose(spans: Iterable[LogSpan]) -> list[LogSpan]:
    """Return the spans that count.

    Logs that do not overlap in time add up. Of overlapping ones the order is: the better capture, at least 99 % of the
    largest bytes, the longest covered time in steps of ten minutes, the most useful fields, the
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


def _rank(span: LogSpan, largest: int) -> tuple[int, bool, int, int, str]:
    return (
        RANK[span.capture],
        span.accept_bytes < NEARLY_ALL * largest,
        -((span.last_second - span.first_second) // GRACE_SECONDS),
        -span.useful_fields,
        span.flow_log_id,
    )


def left_out(own: Sequence[LogSpan], client: Piece, *, has_total: bool) -> list[LogSpan] | None:
    """Return the gateway's logs whose rows of a client do not count, since the client's own log tells more of the hour.

    Args:
        own: the gateway's own logs that count in the hour.
        client: when the log of the client's own ENI was on in the hour.
        has_total: whether logs without packet addresses have rows of the client.

    Returns:
        The logs in place of whose rows the client's own count; None where the gateway's count alone. A log of the
        gateway with packet addresses comes first where it covers the time, and a log of the client before one that
        names no remotes. Where neither covers the other's time, the one that was on for longer counts: one late
        record never beats a full hour.
    """
    rivals = [
        span for span in own if span.on.overlaps(client) and (has_total or RANK[span.capture] < RANK["nat_eni_v2"])
    ]
    if any(RANK[span.capture] == 0 and span.on.covers(client) for span in rivals):
        return None
    if all(client.covers(span.on) for span in rivals) or client.seconds > sum(span.on.seconds for span in rivals):
        return rivals
    return None
