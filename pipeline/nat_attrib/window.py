"""The stretch of time a command works on, and how people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nat_attrib.errors import UsageError

_BACK = re.compile(r"(\d{1,6})\s*([hdw])", re.ASCII | re.IGNORECASE)
_UNIT = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open stretch of time, `since <= t < until`, in UTC without a time zone (as the tables hold it)."""

    since: datetime
    """The first moment inside."""
    until: datetime
    """The first moment after."""

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise UsageError(
                f"The window is empty: its start {self.since:%Y-%m-%d %H:%M} is not before "
                f"its end {self.until:%Y-%m-%d %H:%M} (UTC); choose an earlier --since or a later --until."
            )

    @classmethod
    def parse(cls, since: str, until: str | None, now: datetime, default_until: datetime | None = None) -> Window:
        """Return the window of `--since` and `--until`, in whole hours.

        Rows are hours, so `since` is rounded down and a given `until` up: the window holds all that was asked for,
        and the report prints these bounds.

        Args:
            since: see `parse_time`.
            until: see `parse_time`; None takes `default_until`.
            now: the present, UTC.
            default_until: the end where none was asked for, such as the last settled hour; `now` when None.

        Raises:
            UsageError: a time cannot be read, or the window is empty.
        """
        end = ceil_hour(parse_time(until, now)) if until is not None else (default_until or _utc(now))
        return cls(floor_hour(parse_time(since, now)), end)

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M} to {self.until:%Y-%m-%d %H:%M} UTC"


def parse_time(text: str, now: datetime) -> datetime:
    """Return the moment that `text` means, in UTC without a time zone.

    Args:
        text: `36h`, `7d` or `4w` back from `now`, or an ISO date or time; one without an offset is UTC.
        now: the present, UTC.

    Raises:
        UsageError: the text is neither.
    """
    stripped = text.strip()
    try:
        if back := _BACK.fullmatch(stripped):
            return _utc(now) - int(back[1]) * _UNIT[back[2].lower()]
        return _utc(datetime.fromisoformat(stripped))
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is not a time; write a whole number and h, d or w, such as 7d, or a date such as 2026-11-16."
        ) from None


def floor_hour(moment: datetime) -> datetime:
    """Return the start of the hour that holds `moment`."""
    return moment.replace(minute=0, second=0, microsecond=0)


def ceil_hour(moment: datetime) -> datetime:
    """Return the first start of an hour that is not before `moment`."""
    start = floor_hour(moment)
    try:
        return start if start == moment else start + timedelta(hours=1)
    except OverflowError:
        return start


def _utc(moment: datetime) -> datetime:
    """Return the moment in UTC without a time zone; one without an offset is UTC already."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
