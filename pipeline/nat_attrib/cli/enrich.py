"""The command enrich: name what is stored again, with newer tables or query logs, without reading a flow log."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from nat_attrib import store
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.teach import examples
from nat_attrib.cli.work import Dns, Since, Until, _spool, _window, known
from nat_attrib.errors import ExitCode
from nat_attrib.ingest import QUERY_LOG, Source
from nat_attrib.relabel import relabel, sentence
from nat_attrib.run import Inputs


@app.command(epilog=examples("enrich"))
def enrich(
    context: typer.Context,
    ip_ranges: Annotated[
        str | None,
        typer.Option(help="A newer ip-ranges.json: a file, or aws to fetch it. Files of other dates are kept."),
    ] = None,
    dns: Dns = None,
    since: Since = None,
    until: Until = None,
    as_json: Annotated[
        bool, typer.Option("--json", envvar="NAT_ATTRIB_ENRICH_JSON", help="Print the changes as JSON.")
    ] = False,
) -> None:
    """Name the stored flows again, each hour by the ip-ranges.json nearest to it, and say what changed.

    With --dns query logs are read first, so it shows what DNS tells: the same bytes without and with it.
    """
    shared: Shared = context.obj
    queries = [Source.parse(text, QUERY_LOG) for text in dns or ()]
    is_local = all(place.bucket is None for place in queries)
    inputs = Inputs(
        dns=queries,
        window=_window(since, until, is_local=is_local),
        spool=_spool(shared.db),
        ip_ranges=ip_ranges,
        **({} if is_local else known(shared, None)),
    )
    with store.writing(shared.db) as duck:
        changes, done = relabel(duck, inputs, shared.progress)
    for note in done.notes:
        shared.progress.note(note)
    if as_json:
        typer.echo(json.dumps(changes, indent=2))
    else:
        for change in changes:
            typer.echo(sentence(change))
        if not changes:
            typer.echo("Nothing is called otherwise than before.")
    if done.is_partial:
        raise typer.Exit(ExitCode.PARTIAL)
