"""The commands that write the file: run, ingest, inventory, refresh."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypedDict

import typer

from nat_attrib import enrich, metrics, run, store
from nat_attrib import report as reports
from nat_attrib.access import Credentials, Look
from nat_attrib.advice import choices
from nat_attrib.aws import Aws
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.engine import (
    Engine,
    EngineName,
    Scheduler,
    ShardSize,
    ShardsPlace,
    Workers,
    shards_beside,
    spread_of,
)
from nat_attrib.cli.output import writable
from nat_attrib.cli.teach import examples
from nat_attrib.errors import ExitCode, UsageError
from nat_attrib.ingest import QUERY_LOG, Source
from nat_attrib.published import published
from nat_attrib.window import Window

EVERYTHING = Window(datetime(1970, 1, 1), datetime(9000, 1, 1))  # noqa: DTZ001 - as the tables hold time
"""The window of local folders when none is asked for."""

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE]...", help="s3://bucket/prefix or a folder; else what DescribeFlowLogs names."),
]
Since = Annotated[
    str | None, typer.Option(help="36h, 7d, 4w back from now, or an ISO time (UTC). Default: 7d; a whole local folder.")
]
Until = Annotated[str | None, typer.Option(help="End of the window (exclusive). Default: now.")]
Region = Annotated[list[str] | None, typer.Option(help="Region to look at; may be repeated. Default: boto3's.")]
IpRanges = Annotated[
    str | None, typer.Option(help="ip-ranges.json: a file, or aws to fetch it. Default: the table that is shipped.")
]
Bills = Annotated[
    list[str] | None,
    typer.Option(
        "--bill",
        metavar="SOURCE",
        help="A CUR 2.0, legacy CUR or FOCUS export: s3://bucket/prefix or a folder; may be repeated.",
    ),
]
Dns = Annotated[
    list[str] | None,
    typer.Option(
        "--dns", metavar="SOURCE", help="Route 53 Resolver query logs: s3://bucket/prefix or a folder; may be repeated."
    ),
]


def _amount(memory_limit: str | None) -> str | None:
    if memory_limit is not None and not re.fullmatch(r"(?i)\d+(\.\d+)? ?(%|[kmgt]i?b?)", memory_limit.strip()):
        raise UsageError(f"--memory-limit {memory_limit} is no amount of memory; write one such as 512MB or 1GB.")
    return memory_limit


MemoryLimit = Annotated[
    str | None, typer.Option(help="Memory to stay near, such as 1GB; larger work goes to disk.", callback=_amount)
]
Threads = Annotated[int | None, typer.Option(help="Threads for the engine. Default: all cores.", min=1)]


def _metrics_place(place: str | None) -> str | None:
    if place not in (None, "-"):
        writable(Path(place), "--metrics")
    return place


class PricesFrom(StrEnum):
    """Where list prices come from."""

    SHIPPED = "shipped"
    API = "api"


@app.command(name="run", epilog=examples("run"))
def run_command(
    context: typer.Context,
    source: Sources = None,
    inventory: Annotated[
        Path | None, typer.Option(help="Folder of saved aws ec2 describe-* output. Default: ask AWS.")
    ] = None,
    dns: Dns = None,
    ip_ranges: IpRanges = None,
    since: Since = None,
    until: Until = None,
    region: Region = None,
    bill: Bills = None,
    cloudwatch: Annotated[
        bool | None,
        typer.Option("--cloudwatch/--no-cloudwatch", help="Ask CloudWatch too. Default: when the inventory is AWS's."),
    ] = None,
    prices: Annotated[
        PricesFrom,
        typer.Option(help="List prices: the table that is shipped, or the Pricing API (pricing:GetProducts)."),
    ] = PricesFrom.SHIPPED,
    engine: Engine = EngineName.LOCAL,
    scheduler: Scheduler = None,
    workers: Workers = None,
    shards: ShardsPlace = None,
    shard_size: ShardSize = "256MiB",
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
    publish: Annotated[
        str | None,
        typer.Option(
            metavar="S3URL",
            help="s3://bucket/key of the file: fetched before the run and put back after it, if unchanged.",
        ),
    ] = None,
    metrics_file: Annotated[
        str | None,
        typer.Option(
            "--metrics",
            metavar="FILE",
            envvar="NAT_ATTRIB_RUN_METRICS",
            help="Figures for a monitor: NAME.prom, else CloudWatch's JSON; - is stdout.",
            callback=_metrics_place,
        ),
    ] = None,
) -> None:
    """Do all stages in order and publish the file: the scheduled job."""
    places, queries = _places(context.obj, source, dns)
    is_local = bool(places) and all(place.bucket is None for place in (*places, *queries))
    needs_aws = (
        not is_local or cloudwatch or prices is PricesFrom.API or any(place.startswith("s3://") for place in bill or ())
    )
    having = known(context.obj, region) if needs_aws else {}
    takes_inventory = not is_local and inventory is None
    _work(
        context.obj,
        run.Inputs(
            sources=places,
            dns=queries,
            window=_window(since, until, is_local=is_local),
            spool=_spool(context.obj.db),
            inventory_folder=inventory,
            takes_inventory=takes_inventory,
            asks_prices=prices is PricesFrom.API,
            ip_ranges=ip_ranges,
            has_cloudwatch=takes_inventory if cloudwatch is None else cloudwatch,
            bills=bill or (),
            spread=spread_of(
                context.obj.db,
                engine,
                scheduler=scheduler,
                workers=workers,
                place=shards,
                shard_size=shard_size,
                memory_limit=memory_limit,
            ),
            **having,
        ),
        memory_limit,
        threads,
        needs_sources=True,
        publish=publish,
        metrics_file=metrics_file,
    )


@app.command(epilog=examples("ingest"))
def ingest(
    context: typer.Context,
    source: Sources = None,
    dns: Dns = None,
    since: Since = None,
    until: Until = None,
    engine: Engine = EngineName.LOCAL,
    scheduler: Scheduler = None,
    workers: Workers = None,
    shards: ShardsPlace = None,
    shard_size: ShardSize = "256MiB",
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
) -> None:
    """Read flow logs, and query logs with --dns; the inventory stays as it is."""
    places, queries, is_local = _named(context.obj, source, dns)
    inputs = run.Inputs(
        sources=places,
        dns=queries,
        window=_window(since, until, is_local=is_local),
        spool=_spool(context.obj.db),
        spread=spread_of(
            context.obj.db,
            engine,
            scheduler=scheduler,
            workers=workers,
            place=shards,
            shard_size=shard_size,
            memory_limit=memory_limit,
        ),
        **({} if is_local else known(context.obj, None)),
    )
    _work(context.obj, inputs, memory_limit, threads, needs_sources=not dns)


@app.command(epilog=examples("inventory"))
def inventory(
    context: typer.Context,
    from_folder: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="DIR",
            envvar="NAT_ATTRIB_INVENTORY_FROM",
            help="Folder of saved aws ec2 describe-* output. Default: ask AWS.",
        ),
    ] = None,
    region: Region = None,
) -> None:
    """Take a snapshot of the network: gateways, interfaces, subnets, route tables, endpoints, prefix lists."""
    having = {} if from_folder else known(context.obj, region)
    _work(context.obj, run.Inputs(inventory_folder=from_folder, takes_inventory=from_folder is None, **having))


@app.command(epilog=examples("refresh"))
def refresh(
    source: Annotated[
        str, typer.Argument(metavar="[SOURCE]", help="Folder with the publications, a web address, or aws.")
    ] = "aws",
    into: Annotated[
        Path | None, typer.Option(help="Folder to write the tables to. Default: where the program reads them.")
    ] = None,
) -> None:
    """Rebuild the shipped tables (prefixes, prices, host names) from publications, after checking them."""
    for line in enrich.refresh(source, into):
        typer.echo(line)


def _work(
    shared: Shared,
    inputs: run.Inputs,
    memory_limit: str | None = None,
    threads: int | None = None,
    *,
    needs_sources: bool = False,
    publish: str | None = None,
    metrics_file: str | None = None,
) -> None:
    begin = time.monotonic()
    figures: list[metrics.Metric] = []
    with (
        published(publish, shared.db) if publish else nullcontext(),
        store.writing(shared.db, memory_limit=memory_limit, threads=threads) as duck,
    ):
        choices.keep(duck, shared.choices)
        done = run.run(duck, inputs, shared.progress, find_sources=needs_sources and not inputs.sources)
        if metrics_file:
            seconds = time.monotonic() - begin
            figures = metrics.measure(duck, objects=done.objects, not_read=len(done.notes), seconds=seconds)
        empty = reports.collect_unseen(duck) if inputs.sources or needs_sources else None
    if metrics_file:
        metrics.write(figures, metrics_file)
    if inputs.spread is not None:
        # Published: nothing in them is needed any more.
        shutil.rmtree(shards_beside(shared.db), ignore_errors=True)
    if empty:
        shared.progress.note(empty)
    tell(shared, done)


def tell(shared: Shared, done: run.Done) -> None:
    """Name on stderr what was not read, and end with the code for it."""
    for note in done.notes[:SHOWN_NOTES]:
        shared.progress.note(note)
    if len(done.notes) > SHOWN_NOTES:
        shared.progress.note(f"… and {len(done.notes) - SHOWN_NOTES} more; the table ingested_object has them all.")
    if done.is_partial:
        raise typer.Exit(ExitCode.PARTIAL)


SHOWN_NOTES = 20
"""Objects that were not read are named on stderr up to here; the ledger names them all."""


def _window(since: str | None, until: str | None, *, is_local: bool) -> Window:
    now = datetime.now(UTC)
    if since is None and is_local:
        return EVERYTHING if until is None else Window(EVERYTHING.since, Window.parse("1970-01-01", until, now).until)
    return Window.parse(since or "7d", until, now)


def _places(shared: Shared, source: list[str] | None, dns: list[str] | None) -> tuple[list[Source], list[Source]]:
    """Return where flow logs and query logs lie: what was named, else what the config file names."""
    said = shared.accounts
    return (
        [Source.parse(text) for text in source or dict.fromkeys(place.source for place in said.flow_logs)],
        [Source.parse(text, QUERY_LOG) for text in dns or dict.fromkeys(place.source for place in said.query_logs)],
    )


def _named(shared: Shared, source: list[str] | None, dns: list[str] | None) -> tuple[list[Source], list[Source], bool]:
    """Return the same, but only what was named where one of them was, and whether all of it lies on this machine."""
    places, queries = _places(shared, source, dns)
    if bool(source) != bool(dns):
        places, queries = (places, []) if source else ([], queries)
    named = [*places, *queries]
    return places, queries, bool(named) and all(place.bucket is None for place in named)


class Known(TypedDict, total=False):
    """The arguments of `run.Inputs` that are credentials; empty where AWS is not asked."""

    aws: Aws
    looks: list[Look]
    readers: dict[str, list[Aws]]


def known(shared: Shared, regions: list[str] | None) -> Known:
    """Return the credentials that there are: the own ones, and those of the config file's accounts and log places."""
    said = shared.accounts
    credentials = Credentials(Aws.default())
    return {
        "aws": credentials.own,
        "looks": credentials.looks(said, regions or ()),
        "readers": credentials.readers([*said.flow_logs, *said.query_logs]),
    }


def _spool(db: Path) -> Path:
    return db.with_name(db.name + ".spool")
