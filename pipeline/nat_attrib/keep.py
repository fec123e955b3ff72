"""Keeps the file small: folds closed days, forgets old ones, and rewrites the file without its holes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nat_attrib.duck import Duck


def fold(duck: Duck, detail_days: int | None = None) -> str | None:
    """Close the days before the newest `detail_days`; return since when there is detail, where that changed.

    The sums by service of a closed day stay as they are; its rows by address and port, and the candidates that it could
    be rebuilt from, go.

    Args:
        duck: the working copy, without dirty hours.
        detail_days: days to keep in detail; the setting, else 14, when None; 0 folds nothing.
    """
    before = _stated(duck, "detail_since")
    with duck.transaction():
        duck.run("stages/keep/fold", detail_days=detail_days, now=datetime.now(UTC).replace(tzinfo=None))
    now = _stated(duck, "detail_since")
    return now if now != before else None


def prune(duck: Duck, since: datetime) -> int:
    """Forget every hour before `since` (a whole hour, UTC) and what was read of it; return how many gateway hours."""
    (gone,) = duck.row("select count(*) from gateway_hour where hour < $since", since=since)
    with duck.transaction():
        duck.run("stages/keep/prune", since=since)
        duck.run("stages/keep/forget")
    return int(gone)


def forget(duck: Duck) -> None:
    """Drop names that no row refers to any more."""
    with duck.transaction():
        duck.run("stages/keep/forget")


def _stated(duck: Duck, key: str) -> str | None:
    found = duck.rows("select value from meta where key = $key", key=key)
    return found[0][0] if found else None
