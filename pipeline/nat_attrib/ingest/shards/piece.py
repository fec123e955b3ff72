"""One attempt at one shard: fetch, reduce, and write what commit needs, in a folder of its own."""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nat_attrib import sqlfiles
from nat_attrib.access import Buckets
from nat_attrib.aws import Aws
from nat_attrib.depot import depot
from nat_attrib.duck import Error, OutOfMemoryException, connect
from nat_attrib.errors import NatAttribError
from nat_attrib.ingest.fetch import Fetcher
from nat_attrib.ingest.shards import manifest as manifests
from nat_attrib.ingest.shards.receipt import NAME, Receipt, object_row
from nat_attrib.ingest.shards.tables import names, reduced

if TYPE_CHECKING:
    from nat_attrib.depot import Depot
    from nat_attrib.duck import Duck
    from nat_attrib.ingest.shards.manifest import Manifest, Shard


@dataclass(frozen=True, slots=True)
class Task:
    """One shard for one worker, wherever that is: text and numbers alone, so that every engine can carry it."""

    manifest: str
    """Where the manifest lies: a path or `s3://bucket/name` that the worker can read."""
    shard: int
    output: str
    """Where the results go: a folder or `s3://bucket/prefix` that the worker can write."""
    memory_limit: str | None = None
    """For the engine, such as `1GB`."""
    threads: int | None = None
    """For the engine; all cores when None."""


def run_shard(task: Task) -> str:
    """Reduce a shard and return the receipt's name in the output. It may be done twice, or die at any moment.

    Raises:
        NatAttribError: the manifest cannot be used, or the output cannot be written.
    """
    made = manifests.load(task.manifest)
    shard, store = made.shard(task.shard), depot(task.output)
    with tempfile.TemporaryDirectory(prefix="nat-attrib-shard-") as folder:
        duck = connect(memory_limit=task.memory_limit, threads=task.threads, spill_directory=Path(folder) / "spill")
        try:
            for part in ("schema", "macros", "views"):
                for name in sqlfiles.names(part):
                    duck.run(name)
            return _attempt(duck, made, shard, store, Path(folder))
        except OutOfMemoryException as error:
            raise NatAttribError(
                f"Memory ran out in shard {shard.number} ({_first_line(error)}); raise --memory-limit, "
                "or write smaller shards with --shard-size."
            ) from error
        except Error as error:
            raise NatAttribError(f"Shard {shard.number} failed ({_first_line(error)}); run it again.") from error
        finally:
            duck.close()


def _attempt(duck: Duck, made: Manifest, shard: Shard, store: Depot, folder: Path) -> str:
    knowledge, problem = made.knowledge(shard.kind), None
    is_remote = any(found.bucket for found in shard.batch.objects)
    buckets = Buckets.of(Aws.default(), made.readers) if is_remote else None
    with Fetcher(buckets, [shard.batch.objects], folder / "spool") as fetcher:
        # Not to the end: then its files are gone.
        fetched = next(fetcher.batches())
        gone = [each for each in fetched if each.path is None]
        if gone and shard.batch.taken_back:
            problem = f"{len(gone)} objects, such as {gone[0].found.address} ({gone[0].error})"
        outcomes = [] if problem else reduced(duck, fetched, knowledge, made.settled)
    attempt = secrets.token_hex(8)
    where = f"{made.plan_hash}/{shard.number}/{attempt}"
    tables = {}
    for table in [] if problem else names(duck, shard.kind):
        tables[table] = duck.totals(table)
        duck.write_table(table, folder / f"{table}.parquet")
        store.put(f"{where}/{table}.parquet", folder / f"{table}.parquet")
    receipt = Receipt(
        made.plan_hash,
        shard.number,
        attempt,
        made.program_version,
        made.contexts[shard.kind],
        tables,
        tuple(object_row(outcome) for outcome in outcomes),
        problem,
    )
    (folder / NAME).write_text(receipt.to_json(), encoding="utf-8")
    store.put(f"{where}/{NAME}", folder / NAME)
    return f"{where}/{NAME}"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
