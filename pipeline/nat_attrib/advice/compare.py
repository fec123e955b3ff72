"""The proof after a change: what left the gateways, what stayed and why, and the saving beside what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from nat_attrib import sqlfiles
from nat_attrib.advice import prices
from nat_attrib.errors import NatAttribError
from nat_attrib.held import held
from nat_attrib.window import Window, floor_hour

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nat_attrib.duck import Duck
    from nat_attrib.report.model import Row

HOUR = timedelta(hours=1)
_MADE = {
    "create_gateway_endpoint": "gateway",
    "create_interface_endpoint": "interface",
    "create_central_endpoint": "interface",
}
"""Actions that make an endpoint, and its type."""
_MOVES = {"associate_route_tables", "enable_private_dns", *_MADE}
"""Actions that take a service's bytes off NAT."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two windows of equal length on both sides of a change."""

    at: datetime
    before: Window
    after: Window
    totals: Row
    services: Sequence[Row]
    """By service: NAT and endpoints, largest change first."""
    rows: Sequence[Row]
    """Rows of the macro `nat_compared`."""
    promises: Sequence[Row]
    """Recommendations as of before the change, with what came of them; see `kept`."""
    stayed: Sequence[Row]
    """Rows of the macro `nat_stayed`, after the change."""
    notes: Sequence[str]
    top: int = 10


def windows(at: datetime, length: timedelta, first: datetime, settled: datetime) -> tuple[Window, Window]:
    """Return the windows before and after; whole hours, equally long, without the hour that holds the change.

    Args:
        at: when the change was made.
        length: the longest that each may be.
        first: the first hour of the file.
        settled: the end of the last hour that no more records are expected for.

    Raises:
        NatAttribError: there is no whole settled hour on one of the sides.
    """
    end = floor_hour(at)
    start = end if end == at else end + HOUR
    hours = min(length, settled - start, end - first) // HOUR
    if hours < 1:
        raise NatAttribError(
            f"There is no settled hour on both sides of {at:%Y-%m-%d %H:%M} UTC: the file has "
            f"{first:%Y-%m-%d %H:%M} to {settled:%Y-%m-%d %H:%M}; run nat-attrib run later, or choose another --at."
        )
    return Window(end - hours * HOUR, end), Window(start, start + hours * HOUR)


def collect(duck: Duck, at: datetime, length: timedelta, settled: datetime, top: int = 10) -> Comparison:
    """Compare before and after.

    Raises:
        NatAttribError: the file has no flow logs on both sides.
    """
    known = _rows(duck, "settled", at=at)[0]
    if known["first_hour"] is None:
        raise NatAttribError("The file holds no flow logs yet; run nat-attrib run first.")
    before, after = windows(at, length, known["first_hour"], settled)
    spoken = {"before": before.since, "after": after.since, "hours": (after.until - after.since) // HOUR}
    seen_at = known["inventory_before"] or known["first_inventory"]
    advice = _advice(duck, before, seen_at)
    rows = _rows(duck, "rows", **spoken)
    stayed = _rows(duck, "stayed", after=spoken["after"], hours=spoken["hours"])
    standing = _rows(duck, "standing")
    totals = _rows(duck, "totals", **spoken)[0]
    return Comparison(
        at,
        before,
        after,
        totals=totals,
        services=_rows(duck, "services", **spoken),
        rows=rows,
        promises=[kept(row, rows, stayed, standing) for row in advice],
        stayed=stayed,
        notes=[*_notes(at, before, after, known, totals), *prices.sentences(duck, Window(before.since, after.until))],
        top=top,
    )


def kept(promise: Row, rows: Sequence[Row], stayed: Sequence[Row], standing: Sequence[Row]) -> dict[str, Any]:
    """Return a recommendation with what came of it.

    `is_done` tells whether the inventory shows the change (NULL: it cannot tell), `bytes_before` and `bytes_after` what
    of it passed NAT, `moved_share` the part that left, `saved_usd_per_month` what that part is worth less the
    endpoint's cost, and `stayed` the reasons of what did not leave. What was to be deleted is done when it stands
    no more; of other advice that moves nothing to an endpoint nothing is judged, and all of it is NULL.
    """
    found: dict[str, Any] = dict.fromkeys(
        ("is_done", "bytes_before", "bytes_after", "moved_share", "saved_usd_per_month")
    )
    action, vpc = promise["action"], promise["vpc_id"]
    if action not in _MOVES:
        gone = {"delete_endpoint": [promise["vpc_endpoint_id"]], "remove_nat_gateway": promise["nat_gateway_ids"]}
        if action in gone:
            found["is_done"] = not {row["resource_id"] for row in standing}.intersection(gone[action])
            found["saved_usd_per_month"] = promise["saving_usd_per_month"] if found["is_done"] else 0.0
        return {**promise, **found, "stayed": []}
    _, _, service = promise["service_name"].partition(f".{promise['region']}.")

    def is_meant(row: Row, vpc_column: str) -> bool:
        is_there = action == "create_central_endpoint" or row[vpc_column] == vpc
        return is_there and row["service"] == service and row["service_region"] in {promise["region"], None}

    mine = [row for row in rows if is_meant(row, "source_vpc_id")]
    left = [row for row in stayed if is_meant(row, "vpc_id")]
    was, now = (sum(row[name] for row in mine) for name in ("bytes_before", "bytes_after"))
    share = max(0.0, (was - now) / was) if was else None
    is_done = _is_done(promise, left, standing)
    avoided, cost = promise["saving_usd_per_month"], promise["endpoint_usd_per_month"] or 0.0
    saved = None
    if avoided is not None and share is not None:
        # Without the endpoint fewer bytes are no saving of it.
        saved = (avoided + cost) * share - cost if is_done else 0.0
    return {
        **promise,
        "is_done": is_done,
        "bytes_before": was,
        "bytes_after": now,
        "moved_share": share,
        "saved_usd_per_month": saved,
        "stayed": [{name: row[name] for name in ("kept_by", "bytes", "last_hour")} for row in left],
    }


def _is_done(promise: Row, left: Sequence[Row], standing: Sequence[Row]) -> bool:
    if kind := _MADE.get(promise["action"]):
        wanted = (promise["vpc_id"], promise["service_name"], kind)
        return wanted in {(row["vpc_id"], row["service_name"], row["vpc_endpoint_type"]) for row in standing}
    lacking = {"associate_route_tables": "no_association", "enable_private_dns": "private_dns_off"}
    return lacking[promise["action"]] not in {row["kept_by"] for row in left}


def _advice(duck: Duck, before: Window, seen_at: datetime | None) -> list[Row]:
    """Return the recommendations of the window before, for the network as it was seen then."""
    with held(duck, before, network_at=seen_at):
        return duck.dicts(sqlfiles.text("stages/report/recommendations"), since=before.since, until=before.until)


def _notes(at: datetime, before: Window, after: Window, known: Row, totals: Row) -> list[str]:
    """Return what keeps the windows from being compared, or the promises from being judged."""
    said = []
    hours = (after.until - after.since) // HOUR
    if hours % 24:
        said.append(f"{hours} hours are no whole days: the windows hold other hours of the day.")
    if after.since != before.until:
        said.append("The hour that holds the change is in neither window.")
    if known["first_inventory"] is None:
        said.append("The file holds no inventory, so nothing was advised and no reason is known.")
    elif known["inventory_before"] is None:
        said.append(
            f"The network was first seen on {known['first_inventory']:%Y-%m-%d %H:%M} UTC, after the change: what was "
            "advised before it is worked out for that network."
        )
    if known["newest_inventory"] is not None and known["newest_inventory"] < at:
        said.append(
            f"The newest inventory is of {known['newest_inventory']:%Y-%m-%d %H:%M} UTC, before the change: take one "
            "with nat-attrib inventory, or the reasons are those of the old network."
        )
    covered = (totals["covered_hours_before"], totals["covered_hours_after"])
    if min(covered) < 0.99 * max(covered):
        said.append(
            f"The flow logs cover {covered[0]:,.1f} gateway hours before and {covered[1]:,.1f} after: a part of the "
            "difference is only more or less of the logs."
        )
    return said


def _rows(duck: Duck, name: str, **spoken: object) -> list[Row]:
    return duck.dicts(sqlfiles.text(f"stages/compare/{name}"), **spoken)
