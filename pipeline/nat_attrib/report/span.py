"""Whether a window goes beyond the hours that the flow logs hold, as a sentence that says how to ask for those."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from nat_attrib.report.model import Row
    from nat_attrib.window import Window


def beyond(newest: Row, window: Window) -> list[str]:
    """Return a sentence where the window begins before the first logged hour or ends after the last one; else nothing.

    NAT gateways are billed by the hour whether anybody logs them or not, so such a window holds hours without bytes.

    Args:
        newest: the row of `sql/stages/report/newest.sql`, for a file that holds some hour.
        window: the window that was asked for, which holds some logged hour.
    """
    first, end = newest["oldest_hour"], newest["newest_hour"] + timedelta(hours=1)
    said, flags = [], []
    if window.since < first:
        said.append(f"the first {_hours(first - window.since)} of this window, up to {_clock(first)} UTC")
        flags.append(f"--since {_option(first)}")
    if window.until > end:
        said.append(f"the last {_hours(window.until - end)} of this window, from {_clock(end)} UTC on")
        flags.append(f"--until {_option(end)}")
    if not said:
        return []
    return [
        (
            f"No flow log covers {', nor '.join(said)}: AWS bills NAT hours then too and they are counted here, the "
            f"bytes are not known. {' '.join(flags)} asks for what the logs cover."
        ),
    ]


def _hours(length: timedelta) -> str:
    hours = round(length.total_seconds() / 3600)
    return "hour" if hours == 1 else f"{hours:,} hours"


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _option(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"
