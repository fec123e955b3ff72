"""The command reconcile: the flow logs beside CloudWatch and the bill."""

from __future__ import annotations

from typing import Annotated

import typer

from nat_attrib import report as reports
from nat_attrib import store, trust
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.output import Output
from nat_attrib.cli.show import Since, Until, _print, _terminal, _window
from nat_attrib.cli.teach import examples
from nat_attrib.cli.work import Bills, Region, known
from nat_attrib.errors import ExitCode
from nat_attrib.report import Plain

CloudWatch = Annotated[
    bool, typer.Option("--cloudwatch/--no-cloudwatch", help="Ask CloudWatch what the gateways carried.")
]


@app.command(epilog=examples("reconcile"))
def reconcile(
    context: typer.Context,
    since: Since = "7d",
    until: Until = None,
    bill: Bills = None,
    cloudwatch: CloudWatch = True,
    cost_explorer: Annotated[
        bool, typer.Option("--cost-explorer", help="Ask Cost Explorer for the bill (AWS bills $0.01 a request).")
    ] = False,
    region: Region = None,
    fail_on: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE", help="End with 4 when a gateway's coverage is below, such as 0.95.", min=0, max=1
        ),
    ] = None,
    format: Annotated[Plain, typer.Option(help="How to print.")] = Plain.TABLE,  # noqa: A002 - the flag's name
    output: Output = None,
) -> None:
    """Hold the flow logs' bytes against CloudWatch and the bill.

    Per gateway, leg and day: what the logs explain, what they miss, and where to look.
    """
    shared: Shared = context.obj
    with store.reading(shared.db) as duck:
        window = _window(duck, since, until)
    places = bill or []
    needs_aws = cloudwatch or cost_explorer or any(place.startswith("s3://") for place in places)
    notes: list[str] = []
    is_partial = False
    if needs_aws or places:
        having = known(shared, region) if needs_aws else {}
        wanted = trust.Wanted(
            window,
            shared.db.with_name(shared.db.name + ".spool"),
            aws=having.get("aws"),
            looks=having.get("looks", ()),
            has_cloudwatch=cloudwatch,
            regions=region or (),
            bills=places,
            has_cost_explorer=cost_explorer,
        )
        with store.writing(shared.db) as duck:
            done = trust.gather(duck, wanted, shared.progress)
        notes, is_partial = done.notes, done.is_partial
    with store.reading(shared.db) as duck:
        found = reports.collect_trust(duck, window)
    for note in notes:
        shared.progress.note(note)
    if format is Plain.CSV:
        shared.progress.note(f"Window: {window}.")
    _print(reports.render_trust(found, format, **_terminal(output)), output)
    lowest = found.lowest()
    if fail_on is not None and lowest is not None and lowest < fail_on:
        raise typer.Exit(ExitCode.FAIL_ON)
    if is_partial:
        raise typer.Exit(ExitCode.PARTIAL)
