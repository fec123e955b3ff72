"""The command demo: all of it on `sample_logs/`, no AWS needed."""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from nat_attrib import report as reports
from nat_attrib import run, store
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.output import Output, writable
from nat_attrib.cli.show import _print, _terminal
from nat_attrib.cli.teach import examples
from nat_attrib.cli.work import EVERYTHING
from nat_attrib.ingest import QUERY_LOG, Source
from nat_attrib.relabel import relabel, sentence
from nat_attrib.report import By, Format
from nat_attrib.window import Window, parse_time

SAMPLE_SINCE, SAMPLE_UNTIL = "2026-11-16T00:00", "2026-11-17T06:00"
"""The thirty hours of the sample."""


def kept(path: Path | None) -> Path | None:
    """See that the file can be kept there."""
    if path is not None:
        writable(path, "--keep")
    return path


@app.command(epilog=examples("demo"))
def demo(
    context: typer.Context,
    by: Annotated[str, typer.Option(help="The ranking to show, as in report.")] = "source,service",
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.TABLE,  # noqa: A002 - the flag's name
    keep: Annotated[Path | None, typer.Option(help="Write the DuckDB file here and keep it.", callback=kept)] = None,
    dns: Annotated[bool, typer.Option("--dns", help="Read its query logs too, and say what they name.")] = False,
    output: Output = None,
) -> None:
    """Try it without AWS, on thirty hours of invented logs.

    Runs every stage and prints the report. --keep leaves the DuckDB file to look into.
    """
    shared: Shared = context.obj
    with tempfile.TemporaryDirectory() as folder:
        db = keep or Path(folder) / "demo.duckdb"
        inputs = run.Inputs(
            sources=[Source.parse(str(sample_folder() / "logs"))],
            window=EVERYTHING,
            spool=Path(folder) / "spool",
            inventory_folder=sample_folder() / "inventory",
        )
        with store.writing(db) as duck:
            run.run(duck, inputs, shared.progress)
            if dns:
                queries = [Source.parse(str(sample_folder() / "dns"), QUERY_LOG)]
                named = run.Inputs(dns=queries, window=EVERYTHING, spool=Path(folder) / "spool")
                for change in relabel(duck, named, shared.progress)[0]:
                    shared.progress.note(f"Named by DNS: {sentence(change)}")
        since, until = (parse_time(text, EVERYTHING.until) for text in (SAMPLE_SINCE, SAMPLE_UNTIL))
        with store.reading(db) as duck:
            collected = reports.collect(
                duck,
                Window(since, until),
                By.parse(by),
                top=15,
                complete=format.needs_every_ranking,
                for_page=format is Format.HTML,
            )
    _print(reports.render(collected, format, **_terminal(output)), output)


def sample_folder() -> Path:
    """Return the folder `sample_logs/`: the one in the wheel, else the checkout's."""
    packaged = Path(str(files("nat_attrib"))) / "sample_logs"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "sample_logs"
