"""Reads a window out of the file: every number comes from a macro, so an analyst who calls the macro sees the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib import sqlfiles
from nat_attrib.errors import NatAttribError
from nat_attrib.held import held, hold_window
from nat_attrib.report import notes
from nat_attrib.report.cells import listed, printable
from nat_attrib.report.changes import Changes
from nat_attrib.report.model import PAGE, By, Report, Row
from nat_attrib.report.span import beyond, nothing, outside
from nat_attrib.report.trust import TRUST, Trust

if TYPE_CHECKING:
    from nat_attrib.duck import Duck
    from nat_attrib.window import Window

_ALWAYS = ("by_service", "by_source", "by_source_and_service", "by_gateway")
"""The rankings that the JSON holds whatever `--by` says."""


class NoDataError(NatAttribError):
    """No flow log covers any hour of the window; the sentence says what the newest data is and how to see it."""


def collect(
    duck: Duck, window: Window, by: By, top: int = 20, *, complete: bool = True, for_page: bool = False
) -> Report:
    """Collect what a report shows.

    Args:
        duck: the opened file, with its macros.
        window: half-open, whole hours, UTC without a time zone object.
        by: the ranking to show.
        top: rows that tables show before the rest is folded.
        complete: with every ranking that the JSON holds; False collects the chosen one alone, which is faster.
        for_page: with what the page shows besides, in `Report.extras`.

    Raises:
        NoDataError: the window is empty.
    """
    _require_data(duck, window)
    with held(duck):
        # They ask for the window before as well.
        first = {name: _rows(duck, name, window) for name in ("changes",) if for_page}
        hold_window(duck, window)
        extras = first | {name: _rows(duck, name, window) for name in PAGE if for_page and name not in first}
        return _collect(duck, window, by, top, complete=complete, extras=extras)


def _collect(duck: Duck, window: Window, by: By, top: int, *, complete: bool, extras: dict[str, list[Row]]) -> Report:
    wanted = dict.fromkeys((by.ranking, *(_ALWAYS if complete else ())))
    rankings = {name: _rows(duck, name, window, **_extra(name, by)) for name in wanted}
    facts = notes.Facts(**{name: _rows(duck, name, window) for name in notes.FACTS})
    return Report(
        since=window.since,
        until=window.until,
        by=by,
        top=top,
        totals=_rows(duck, "totals", window)[0],
        rankings=rankings,
        recommendations=_rows(duck, "recommendations", window),
        coverage=facts.coverage,
        captures=facts.captures,
        notes=[
            *collect_span(duck, window),
            *_no_such_tag(duck, window, by, rankings[by.ranking]),
            *notes.sentences(facts),
        ],
        unexplained=_rows(duck, "unexplained", window),
        warnings=[row["detail"] for row in _rows(duck, "warnings", window)],
        extras=extras,
    )


def collect_recommendations(duck: Duck, window: Window) -> list[Row]:
    """Return the rows of the macro `recommendations`, in the order in which the changes apply.

    Raises:
        NoDataError: the window is empty.
    """
    _require_data(duck, window)
    with held(duck, window):
        return _rows(duck, "recommendations", window)


def collect_span(duck: Duck, window: Window) -> list[str]:
    """Return a sentence where a window holds no logged hour, or goes beyond those of the file; else nothing."""
    if said := collect_nothing(duck):
        return [said]
    newest = _rows(duck, "newest", window)[0]
    return beyond(newest, window) if newest["hours_in_window"] else [outside(newest, window)]


def collect_nothing(duck: Duck) -> str | None:
    """Return why the file holds no hour of any NAT gateway, with the next step; None where it holds some."""
    ledger = _ledger_of_nothing(duck)
    return nothing(ledger) if ledger else None


def collect_unseen(duck: Duck) -> str | None:
    """Return the same where flow logs were read and nothing in them is of a NAT gateway; else None."""
    ledger = _ledger_of_nothing(duck)
    return nothing(ledger) if ledger and ledger["readable"] else None


def _ledger_of_nothing(duck: Duck) -> Row | None:
    if duck.row("select exists (from gateway_hour) or exists (from nat_service_hour)")[0]:
        return None
    return duck.dicts(sqlfiles.text("stages/report/ledger"))[0]


def collect_changes(duck: Duck, window: Window, top: int = 20) -> Changes:
    """Collect this window beside the one of equal length before it.

    Raises:
        NoDataError: the window is empty.
    """
    newest = _require_data(duck, window)
    beside = _rows(duck, "window_before", window)[0]
    with held(duck):
        rows, spikes = (_rows(duck, name, window) for name in ("changes", "spikes"))
    return Changes(
        since=window.since,
        until=window.until,
        before_since=beside["before_since"],
        covered_hours_before=beside["covered_hours_before"],
        covered_hours_after=beside["covered_hours_after"],
        rows=rows,
        spikes=spikes,
        top=top,
        beyond=beyond(newest, window),
    )


def collect_trust(duck: Duck, window: Window) -> Trust:
    """Collect the flow logs beside CloudWatch and the bill; an empty window is an empty list."""
    with held(duck, window):
        rows = {name: _rows(duck, name, window) for name in TRUST}
    return Trust(since=window.since, until=window.until, rows=rows)


def _no_such_tag(duck: Duck, window: Window, by: By, rows: list[Row]) -> list[str]:
    """Say which tags there are where no client has the one that was asked for: keys are easily misspelt."""
    if by.tag_key is None or any(row["tag_value"] is not None for row in rows):
        return []
    keys = [row["key"] for row in _rows(duck, "tag_keys", window)]
    known = f"the keys of their tags are {listed(keys)}" if keys else "neither logs nor inventory tell tags of them"
    return [f"No client has the tag {printable(by.tag_key)}: {known}."]


def _extra(name: str, by: By) -> dict[str, object]:
    return {"key": by.tag_key} if name == "by_tag" else {}


def _rows(duck: Duck, name: str, window: Window, **values: object) -> list[Row]:
    sql = sqlfiles.text(f"stages/report/{name}")
    spoken = {"since": window.since, "until": window.until, **values}
    return duck.dicts(sql, **{key: value for key, value in spoken.items() if f"${key}" in sql})


def _require_data(duck: Duck, window: Window) -> Row:
    newest = _rows(duck, "newest", window)[0]
    if newest["hours_in_window"]:
        return newest
    raise NoDataError(collect_nothing(duck) or outside(newest, window))
