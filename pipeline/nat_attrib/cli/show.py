"""The commands that read the file: report, recommend."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nat_attrib import report as reports
from nat_attrib.advice import needs
from nat_attrib.advice.fail_on import FailOn
from nat_attrib.advice.fail_on import met as fail_on_met
from nat_attrib.cli.app import Shared, app, say
from nat_attrib.cli.opened import reading
from nat_attrib.cli.output import Output
from nat_attrib.cli.teach import examples
from nat_attrib.cli.thresholds import FailOnOption, end_if_met
from nat_attrib.errors import UsageError
from nat_attrib.held import held
from nat_attrib.report import By, Format, Plain
from nat_attrib.window import Window, floor_hour, parse_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.progress import Progress

Since = Annotated[
    str, typer.Option(help="Start of the window: 36h, 7d, 4w back from now, or an ISO date or time (UTC).")
]
Until = Annotated[
    str | None, typer.Option(help="End of the window, as --since; not part of it. Default: the last settled hour.")
]


class CostBasis(StrEnum):
    """What dollars are made from."""

    LIST = "list"
    BILL = "bill"


CostBasisOption = Annotated[
    CostBasis | None,
    typer.Option(help="Price by list prices, or by the bill's effective rates where a bill was read (the default)."),
]


def price_by(duck: Duck, basis: CostBasis | None) -> None:
    """Choose the prices for this session."""
    if basis is not None:
        duck.execute("set variable cost_basis = $basis", basis=basis.value)


@app.command(epilog=examples("report"))
def report(
    context: typer.Context,
    since: Since = "7d",
    until: Until = None,
    by: Annotated[
        str,
        typer.Option(
            help="A row per source,service or service, source, subnet, gateway, account, vpc, az, hostname, tag:KEY."
        ),
    ] = "source,service",
    top: Annotated[
        int, typer.Option(help="Rows to show; the others are one line. Formats for programs show all.", min=1)
    ] = 15,
    changes: Annotated[
        bool, typer.Option("--changes", help="Show this window beside the one of equal length before it.")
    ] = False,
    fail_on: FailOnOption = None,
    cost_basis: CostBasisOption = None,
    format: Annotated[Format, typer.Option(help="How to print; html is one page to send.")] = Format.TABLE,  # noqa: A002
    output: Output = None,
) -> None:
    """Show whose bytes cross NAT, and what to change.

    Reads the file that run made; asks AWS nothing. Sources, services, dollars, advice, and how much the logs cover.
    """
    shared: Shared = context.obj
    thresholds = [FailOn(text) for text in fail_on or ()]
    with reading(shared) as duck:
        price_by(duck, cost_basis)
        window = _window(duck, since, until)
        if changes and format is not Format.HTML:
            found = reports.collect_changes(duck, window, top)
            text = reports.render_changes(found, Plain(format), **_terminal(output))
        else:
            collected = reports.collect(
                duck,
                window,
                By.parse(by),
                top,
                complete=format.needs_every_ranking,
                for_page=format is Format.HTML,
            )
            text = reports.render(collected, format, **_terminal(output))
        beyond = reports.collect_span(duck, window) if format is Format.CSV else []
        met = fail_on_met(thresholds, duck, window)
    if format is Format.CSV:
        shared.progress.note(f"Window: {window}.")
    _print(text, output)
    for note in beyond:
        shared.progress.note(note)
    end_if_met(met, shared.progress)


@app.command(epilog=examples("recommend"))
def recommend(
    context: typer.Context,
    since: Since = "7d",
    until: Until = None,
    fail_on: FailOnOption = None,
    cost_basis: CostBasisOption = None,
    format: Annotated[Plain, typer.Option(help="How to print.")] = Plain.TABLE,  # noqa: A002 - the flag's name
    output: Output = None,
) -> None:
    """Show what to change, what it saves, and why.

    In the order in which the changes apply. Savings are net of what an endpoint costs, and add up. Ends with what still
    needs each NAT gateway after all of it.
    """
    shared: Shared = context.obj
    thresholds = [FailOn(text) for text in fail_on or ()]
    with reading(shared) as duck:
        price_by(duck, cost_basis)
        window = _window(duck, since, until)
        with held(duck, window):
            rows = reports.collect_recommendations(duck, window)
            needed = needs.collect(duck, window) if format in {Plain.TABLE, Plain.MARKDOWN} else []
            notes = reports.collect_span(duck, window)
        met = fail_on_met(thresholds, duck, window, advice=rows)
    text = reports.render_recommendations(rows, format, **_terminal(output))
    text += needs.render(needed, format, **_terminal(output))
    text += reports.render_sentences("Notes", notes, format, **_terminal(output))
    shared.progress.note(f"Window: {window}.")
    _print(text, output)
    note_beside(notes, format, shared.progress)
    end_if_met(met, shared.progress)


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
        "select coalesce("
        "(select max(object_time) + interval 5 minutes from ingested_object where batch_id is not null), "
        "(select max(hour) + interval 1 hour from gateway_hour))"
    )
    if newest is None:
        return now
    if newest < now - timedelta(days=1):
        end: datetime = floor_hour(newest - timedelta(seconds=1)) + timedelta(hours=1)
        return end
    return floor_hour(newest - timedelta(hours=1))


def note_beside(notes: Sequence[str], format: Plain, progress: Progress) -> None:  # noqa: A002 - the flag's name
    """Say on stderr what the formats of programs have no room for."""
    if format in {Plain.JSON, Plain.CSV}:
        for note in notes:
            progress.note(note)


def _terminal(output: Path | None) -> dict[str, Any]:
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
