"""The commands around a change: plan."""

from __future__ import annotations

from typing import Annotated

import typer

from nat_attrib import change
from nat_attrib.change import Form
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.opened import reading
from nat_attrib.cli.show import CostBasisOption, Output, Since, Until, _print, _window, price_by


@app.command()
def plan(
    context: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            help="Ids of recommendations, from recommend --format json. Default: what creates or repairs.",
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
