"""The commands that read the file: report, recommend."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nat_attrib import report as reports
from nat_attrib import store
from nat_attrib.cli.app import Shared, app, say
from nat_attrib.errors import UsageError
from nat_attrib.report import By, Format
from nat_attrib.window import Window, floor_hour, parse_time

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

Since = Annotated[str, typer.Option(help="36h, 7d, 4w back from now, or an ISO time (UTC).")]
Until = Annotated[str | None, typer.Option(help="End of the window (exclusive). Default: the last settled hour.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Write to a file instead of stdout.")]


@app.command()
def report(
    context: typer.Context,
    since: Since = "7d",
    until: Until = None,
    by: Annotated[
        str,
        typer.Option(help="source,service, service, source, subnet, gateway, account, vpc, az, hostname or tag:KEY."),
    ] = "source,service",
    top: Annotated[int, typer.Option(help="Rows before the rest is folded into one.", min=1)] = 15,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.TABLE,  # noqa: A002 - the flag's name
    output: Output = None,
) -> None:
    """Show whose bytes cross NAT, to what, for how much, and what to change."""
    shared: Shared = context.obj
    with store.reading(shared.db) as duck:
        collected = reports.collect(
            duck, _window(duck, since, until), By.parse(by), top, complete=format.needs_every_ranking
        )
    _print(reports.render(collected, format, **_terminal(output)), output)


@app.command()
def recommend(
    context: typer.Context,
    since: Since = "7d",
    until: Until = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.TABLE,  # noqa: A002 - the flag's name
    output: Output = None,
) -> None:
    """Show what to change, what it saves net, and why, in the order in which the changes apply."""
    shared: Shared = context.obj
    with store.reading(shared.db) as duck:
        rows = reports.collect_recommendations(duck, _window(duck, since, until))
    _print(reports.render_recommendations(rows, format, **_terminal(output)), output)


def _window(duck: Duck, since: str, until: str | None) -> Window:
    now = datetime.now(UTC).replace(tzinfo=None)
    settled = _settled(duck, now)
    # Where everything is older than the window, what is missing is data, and the report says which there is.
    is_reached = floor_hour(parse_time(since, now)) < settled
    return Window.parse(since, until, now, settled if is_reached else floor_hour(now) + timedelta(hours=1))


def _settled(duck: Duck, now: datetime) -> datetime:
    """Return the end of the last hour that no more records are expected for: the newest object less an hour.

    Delivery is best effort, but after a day nothing more is waited for and the newest hour counts too.
    """
    (newest,) = duck.row(
        "select coalesce((select max(object_time) + interval 5 minutes from ingested_object where batch_id is not null), "
        "(select max(hour) + interval 1 hour from gateway_hour))"
    )
    if newest is None:
        return now
    if newest < now - timedelta(days=1):
        end: datetime = floor_hour(newest - timedelta(seconds=1)) + timedelta(hours=1)
        return end
    return floor_hour(newest - timedelta(hours=1))


def _terminal(output: Path | None) -> dict[str, int | bool]:
    if output is not None or not sys.stdout.isatty():
        return {}
    return {"width": os.get_terminal_size().columns, "color": not os.environ.get("NO_COLOR")}


def _print(text: str, output: Path | None) -> None:
    if output is None:
        say(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror}); name another file with -o.") from error
