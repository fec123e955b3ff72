"""The command export: everything in the file as Parquet, for other engines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nat_attrib import export as exports
from nat_attrib import store
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.teach import examples


@app.command(epilog=examples("export"))
def export(
    context: typer.Context,
    parquet: Annotated[
        Path, typer.Option("--parquet", metavar="DIR", help="Folder to write; one of an earlier export is replaced.")
    ],
) -> None:
    """Write every view and table as Parquet files.

    A folder for other engines: nat_traffic a file per day, the rest a file each.
    """
    shared: Shared = context.obj
    with store.reading(shared.db) as duck, shared.progress.step("export") as step:
        written = exports.parquet(duck, parquet, step.advance)
    typer.echo(f"{len(written):,} files in {parquet}")
