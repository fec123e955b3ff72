"""The command enrich: name what is stored again, with newer tables, without reading a log."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from nat_attrib import store
from nat_attrib.cli.app import Shared, app
from nat_attrib.relabel import relabel, sentence
from nat_attrib.run import Inputs


@app.command()
def enrich(
    context: typer.Context,
    ip_ranges: Annotated[
        str | None,
        typer.Option(help="A newer ip-ranges.json: a file, or aws to fetch it. Files of other dates are kept."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Name the stored flows again, each hour by the ip-ranges.json nearest to it, and say what changed."""
    shared: Shared = context.obj
    with store.writing(shared.db) as duck:
        changes = relabel(duck, Inputs(ip_ranges=ip_ranges), shared.progress)
    if as_json:
        typer.echo(json.dumps(changes, indent=2))
        return
    for change in changes:
        typer.echo(sentence(change))
    if not changes:
        typer.echo("Nothing is called otherwise than before.")
