"""The commands around a change: plan and compare."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from nat_attrib import change
from nat_attrib.advice import compare as comparing
from nat_attrib.advice import compared
from nat_attrib.change import Form
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.opened import reading
from nat_attrib.cli.output import Output
from nat_attrib.cli.show import (
    CostBasisOption,
    Since,
    Until,
    _print,
    _settled,
    _terminal,
    _window,
    price_by,
)
from nat_attrib.cli.teach import examples
from nat_attrib.errors import UsageError
from nat_attrib.report import Plain
from nat_attrib.window import parse_time


@app.command(epilog=examples("plan"))
def plan(
    context: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            help="Ids of recommendations, from recommend. Default: what creates or repairs.",
        ),
    ] = None,
    format: Annotated[Form, typer.Option(help="What to write the change as.")] = Form.CLOUDFORMATION,  # noqa: A002 - the flag's name
    since: Since = "7d",
    until: Until = None,
    open_policy: Annotated[
        bool, typer.Option("--open-policy", help="Leave new endpoints AWS's policy, which allows everything.")
    ] = False,
    siblings: Annotated[
        bool, typer.Option(help="Add the endpoints that a service needs beside the recommended one.")
    ] = True,
    cost_basis: CostBasisOption = None,
    output: Output = None,
) -> None:
    """Write the change itself, with its runbook: CloudFormation, Terraform or AWS CLI commands.

    Nothing is applied. Deletions, and what has to be done by hand, come only where their id is named.
    """
    shared: Shared = context.obj
    with reading(shared) as duck:
        price_by(duck, cost_basis)
        planned = change.gather(
            duck, _window(duck, since, until), ids or (), has_scoped_policy=not open_policy, has_siblings=siblings
        )
    for sentence in planned.left_out:
        shared.progress.note(sentence)
    if not planned.changes:
        shared.progress.note("Nothing is advised that a plan could do; see nat-attrib recommend.")
        return
    _print(change.render(planned, format), output)


@app.command(epilog=examples("compare"))
def compare(
    context: typer.Context,
    at: Annotated[str, typer.Option(help="When the change was made: an ISO date or time (UTC), or 36h, 7d back.")],
    window: Annotated[
        str, typer.Option(help="How long to look on each side, such as 36h, 3d or 2w; less where the file has less.")
    ] = "3d",
    top: Annotated[
        int, typer.Option(help="Rows to show; the others are one line. Formats for programs show all.", min=1)
    ] = 10,
    cost_basis: CostBasisOption = None,
    format: Annotated[Plain, typer.Option(help="How to print.")] = Plain.TABLE,  # noqa: A002 - the flag's name
    output: Output = None,
) -> None:
    """Show what a change took off NAT, what stayed and why, and what was saved beside what was promised.

    Compares equally long stretches of settled hours before and after.
    """
    shared: Shared = context.obj
    now = datetime.now(UTC).replace(tzinfo=None)
    length = now - parse_time(window, now)
    if not timedelta(hours=1) <= length or "-" in window:
        raise UsageError(f"--window {window} is no length of an hour or more; write 36h, 3d or 2w.")
    with reading(shared) as duck:
        price_by(duck, cost_basis)
        found = comparing.collect(duck, parse_time(at, now), length, _settled(duck, now), top)
    _print(compared.render(found, format, **_terminal(output)), output)
