"""The commands shards write, run and merge: ingest in pieces, anywhere."""

from __future__ import annotations

from typing import Annotated

import typer

from nat_attrib import delivered, run, store
from nat_attrib.advice import choices
from nat_attrib.cli.app import Shared, app, say
from nat_attrib.cli.engine import ShardSize, size_of
from nat_attrib.cli.output import writable_folder
from nat_attrib.cli.teach import examples
from nat_attrib.cli.work import Dns, MemoryLimit, Since, Sources, Threads, Until, _named, _spool, _window, known, tell
from nat_attrib.depot import depot
from nat_attrib.ingest import shards

pieces = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Ingest in pieces, anywhere.")
app.add_typer(pieces, name="shards")

ManifestPlace = Annotated[str, typer.Argument(metavar="MANIFEST", help="A path or s3://bucket/name.json[.gz].")]


@pieces.command(epilog=examples("shards write"))
def write(
    context: typer.Context,
    manifest: ManifestPlace,
    source: Sources = None,
    dns: Dns = None,
    since: Since = None,
    until: Until = None,
    shard_size: ShardSize = "256MiB",
) -> None:
    """Plan as ingest does, write a manifest, and print the numbers of its shards, one a line.

    Take the inventory first: without one, every object is read here to find out which interfaces are NAT gateways.
    """
    shared: Shared = context.obj
    places, queries, is_local = _named(shared, source, dns)
    inputs = run.Inputs(
        dns=queries,
        window=_window(since, until, is_local=is_local),
        spool=_spool(shared.db),
        **({} if is_local else known(shared, None)),
    )
    size = size_of(shard_size)
    with store.writing(shared.db) as duck:
        if not places and not queries:
            places = delivered.sources(duck)
        flows, answers = run.places(duck, inputs, places)
        made, done = shards.plan_shards(duck, flows, answers, shared.progress, shard_bytes=size)
    shards.save(made, manifest)
    say("".join(f"{shard.number}\n" for shard in made.shards))
    tell(shared, run.Done(done.problems, done.is_partial))


@pieces.command(name="run", epilog=examples("shards run"))
def run_shard(
    context: typer.Context,
    manifest: ManifestPlace,
    shard: Annotated[
        int,
        typer.Argument(
            metavar="SHARD",
            envvar="AWS_BATCH_JOB_ARRAY_INDEX",
            help="Number of the shard.",
            min=0,
            show_envvar=True,
        ),
    ],
    output: Annotated[
        str, typer.Option(metavar="LOCATION", help="Folder or s3://bucket/prefix for the results; one for all shards.")
    ],
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
) -> None:
    """Read one shard and print where its receipt lies; the file of --db is not needed.

    It may run twice or die: merge takes one whole result. Objects that could not be read are in the receipt; merge
    names them and ends with 3, this command ends with 0, since running it again would not mend them.
    """
    shared: Shared = context.obj
    writable_folder(output, "--output")
    with shared.progress.step(f"shard {shard}"):
        written = shards.run_shard(shards.Task(manifest, shard, output, memory_limit, threads))
    say(f"{output.rstrip('/')}/{written}\n")


@pieces.command(epilog=examples("shards merge"))
def merge(
    context: typer.Context,
    manifest: ManifestPlace,
    results: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="LOCATION",
            envvar="NAT_ATTRIB_SHARDS_MERGE_FROM",
            help="Where the shards were run to: their --output.",
        ),
    ],
    partial: Annotated[
        bool, typer.Option("--partial", help="Merge what is there when shards are missing; ends with 3.")
    ] = False,
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
) -> None:
    """Commit the results of all shards as ingest commits its own, and publish the file.

    A shard that is in the file already is passed over; one whose objects came by another run is refused.
    """
    shared: Shared = context.obj
    made = shards.load(manifest)
    with store.writing(shared.db, memory_limit=memory_limit, threads=threads) as duck:
        choices.keep(duck, shared.choices)
        done = run.merge(duck, made, depot(results), shared.progress, is_partial=partial)
    tell(shared, done)
