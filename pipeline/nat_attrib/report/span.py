"""What is asked beside what the file holds: windows beyond the logged hours, and files that hold none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from nat_attrib.report.cells import printable

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


def outside(newest: Row, window: Window) -> str:
    """Return that a window holds no logged hour, and which options show those of the file."""
    first, end = newest["oldest_hour"], newest["newest_hour"] + timedelta(hours=1)
    since = max(first, end - (window.until - window.since))
    return (
        f"No flow log covers {window}; the file has data from {_clock(first)} to {_clock(end)} UTC: "
        f"use --since {_option(since)} --until {_option(end)}."
    )


def nothing(ledger: Row) -> str:
    """Return why a file holds no hour of any NAT gateway, and the next step.

    Args:
        ledger: the row of `sql/stages/report/ledger.sql`.
    """
    objects = f"{ledger['objects']:,} object{'' if ledger['objects'] == 1 else 's'}"
    if not ledger["objects"]:
        return "The file holds no flow logs yet; run nat-attrib ingest s3://bucket/prefix (or a local folder) first."
    if not ledger["readable"]:
        reason = printable((ledger["first_reason"] or "no record in it").rstrip("."))
        return (
            f"No record of a flow log was found in {objects}, such as {printable(ledger['first_key'] or '')}: "
            f"{reason}. Name the place of the VPC flow logs."
        )
    if not ledger["nat_gateways"]:
        return (
            f"The flow logs that were read ({objects}) show no NAT gateway by themselves, and no inventory names one: "
            "take it with nat-attrib inventory (--from DIR without AWS), then ingest the logs again."
        )
    return (
        f"The flow logs that were read ({objects}) hold nothing of the inventory's NAT gateways "
        f"({ledger['nat_gateways']:,}) nor of their clients: ingest them again if the inventory came after them, else "
        "nat-attrib doctor --offline says which logs would."
    )


def _hours(length: timedelta) -> str:
    hours = round(length.total_seconds() / 3600)
    return "hour" if hours == 1 else f"{hours:,} hours"


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _option(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"
