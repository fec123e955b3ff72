"""Ingest over an engine: plan shards, have them worked on, merge what they made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nat_attrib.depot import depot
from nat_attrib.errors import NatAttribError
from nat_attrib.ingest import Ingested, shards

if TYPE_CHECKING:
    from collections.abc import Callable

    from nat_attrib.duck import Duck
    from nat_attrib.engine.mapper import Mapper
    from nat_attrib.ingest import Place
    from nat_attrib.ingest.shards import Manifest, Task
    from nat_attrib.progress import Progress

_PLAN = "plan.json.gz"


@dataclass(frozen=True, slots=True)
class Spread:
    """An engine, and what its workers need."""

    mapper: Mapper
    location: str
    """Folder or `s3://bucket/prefix` that every worker reads and writes: the manifest and the results."""
    shard_bytes: int | None = None
    """Bytes of a shard's objects; those of a batch when None."""
    memory_limit: str | None = None
    """For a worker's engine."""
    threads: int = 1
    """For a worker's engine."""
    work: Callable[[Task], object] = shards.run_shard


def ingest_spread(
    duck: Duck, flows: Place | None, queries: Place | None, spread: Spread, progress: Progress
) -> Ingested:
    """Do what `ingest` and `read_query_logs` do, with other hands.

    What an earlier run had under way is finished first: its manifest and the receipts of its shards are kept.

    Raises:
        NatAttribError: a source does not exist, or no worker could do anything.
    """
    done = Ingested()
    if left := _left(spread):
        progress.note("An earlier run did not end; its shards come first.")
        try:
            _work(duck, left, spread, done, progress)
        except shards.StalePlanError:
            progress.note("The file has moved on since; what that run had read is not used.")
    made, told = shards.plan_shards(duck, flows, queries, progress, shard_bytes=spread.shard_bytes)
    done.problems += told.problems
    done.already_read += told.already_read
    _save_and_work(duck, made, spread, done, progress)
    if shards.NEWS in done.problems:
        done.problems.remove(shards.NEWS)
        again, _ = shards.plan_shards(duck, flows, queries, progress, shard_bytes=spread.shard_bytes, is_again=True)
        _save_and_work(duck, again, spread, done, progress)
    # From here on the ledger says what is left to read.
    shards.save(shards.seal(()), _plan(spread))
    return done


def _left(spread: Spread) -> Manifest | None:
    try:
        made = shards.load(_plan(spread))
    except NatAttribError:
        # There is none, or it is of another release: the ledger says what is to be read.
        return None
    return made if made.shards else None


def _plan(spread: Spread) -> str:
    return f"{spread.location.rstrip('/')}/{_PLAN}"


def _save_and_work(duck: Duck, made: Manifest, spread: Spread, done: Ingested, progress: Progress) -> None:
    if made.shards:
        shards.save(made, _plan(spread))
        _work(duck, made, spread, done, progress)


def _work(duck: Duck, made: Manifest, spread: Spread, done: Ingested, progress: Progress) -> None:
    """Have the shards without a receipt worked on, and merge all; name those that could not be done."""
    store, plan = depot(spread.location), _plan(spread)
    had = shards.attempts(store, made.plan_hash)
    tasks = [
        shards.Task(plan, shard.number, spread.location, spread.memory_limit, spread.threads)
        for shard in made.shards
        if shard.number not in had and not shards.is_merged(duck, shard)
    ]
    lost: dict[int, str] = {}
    with progress.step("shards") as step:
        batches = [made.shards[task.shard].batch for task in tasks]
        step.total(sum(len(batch.objects) for batch in batches), sum(batch.size_bytes for batch in batches))
        for ended in spread.mapper.map(spread.work, tasks) if tasks else ():
            batch = made.shards[ended.task.shard].batch
            step.advance(len(batch.objects), batch.size_bytes)
            if ended.error:
                lost[ended.task.shard] = ended.error
        step.done(shards=len(tasks), had=len(had), lost=len(lost))
    if lost and len(lost) == len(made.shards):
        raise NatAttribError(f"No shard could be read, such as shard {min(lost)}: {lost[min(lost)]}")
    told = shards.merge(duck, made, store, progress, left_out=lost)
    for number in sorted(lost.keys() - shards.attempts(store, made.plan_hash).keys()):
        objects = made.shards[number].batch.objects
        done.problems.append(
            f"Shard {number} with {len(objects)} objects, such as {objects[0].address}, is left out: {lost[number]} "
            "The next run tries again."
        )
    done.add(told)
