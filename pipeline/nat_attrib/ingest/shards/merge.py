"""Merge: one receipt per shard, held against the plan and the ledger, committed as a local run commits."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from nat_attrib.duck import Error
from nat_attrib.errors import NatAttribError
from nat_attrib.ingest.commit import batch_id_of, commit, drop_closed
from nat_attrib.ingest.names import FLOW_LOG
from nat_attrib.ingest.recognise import Recogniser
from nat_attrib.ingest.shards import receipt as receipts
from nat_attrib.ingest.shards.tables import empty
from nat_attrib.ingest.stage import Ingested

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nat_attrib.depot import Depot
    from nat_attrib.duck import Duck
    from nat_attrib.ingest.plan import Knowledge
    from nat_attrib.ingest.reduce import Outcome
    from nat_attrib.ingest.shards.manifest import Manifest, Shard
    from nat_attrib.ingest.shards.receipt import Receipt
    from nat_attrib.progress import Progress

_NAMED = 20


NEWS = (
    "The records show NAT gateways that were not known when the plan was written; "
    "write, run and merge once more to count theirs."
)
"""The problem that a second round mends."""


class StalePlanError(NatAttribError):
    """The ledger has objects of the plan from elsewhere."""


def merge(
    duck: Duck,
    made: Manifest,
    store: Depot,
    progress: Progress,
    *,
    is_partial: bool = False,
    left_out: Collection[int] = (),
) -> Ingested:
    """Commit the results of every shard of a plan, each in a transaction of its own.

    Of several complete attempts one counts, that with the fewest unread objects. A shard that is in the ledger already
    is passed over, so that a merge which was killed can be done again.

    Args:
        duck: the working copy.
        made: the manifest.
        store: where the shards were run to.
        progress: told of objects and bytes.
        is_partial: merge what is there when shards are missing; they are named in `problems`.
        left_out: shards that may be missing and are not named.

    Raises:
        NatAttribError: a shard is missing, a result is not what its receipt says, or the ledger has objects of a shard
            from elsewhere.
    """
    done, recogniser = Ingested(), Recogniser(duck)
    found = receipts.attempts(store, made.plan_hash)
    missing = [
        s.number for s in made.shards if not {s.number} & (found.keys() | set(left_out)) and not is_merged(duck, s)
    ]
    if missing:
        sentence = f"{_named(missing)} of {len(made.shards)} made no receipt in {store.text}"
        if not is_partial:
            raise NatAttribError(f"{sentence}; run them, then merge again, or merge the others with --partial.")
        done.problems.append(f"{sentence}; what is in them is not in the numbers.")
    with progress.step("merge") as step, tempfile.TemporaryDirectory(prefix="nat-attrib-merge-") as folder:
        there = [shard for shard in made.shards if shard.number in found]
        step.total(sum(len(s.batch.objects) for s in there), sum(s.batch.size_bytes for s in there))
        for shard in there:
            taken = [receipts.read(store, made, shard, attempt) for attempt in found[shard.number]]
            knowledge = made.knowledge(shard.kind)
            _merge_shard(duck, knowledge, shard, taken, store=store, folder=Path(folder), done=done)
            step.advance(len(shard.batch.objects), shard.batch.size_bytes)
        step.done(shards=len(there), missing=len(missing), not_read=len(done.not_read))
    if recogniser.has_news():
        done.problems.append(NEWS)
    return done


def _merge_shard(
    duck: Duck,
    knowledge: Knowledge,
    shard: Shard,
    taken: Sequence[Receipt],
    *,
    store: Depot,
    folder: Path,
    done: Ingested,
) -> None:
    results = [(receipt, receipt.outcomes(shard.kind)) for receipt in taken if receipt.problem is None]
    batches = [batch_id_of(outcomes, knowledge) for _, outcomes in results]
    if duck.rows("select 1 from batch where batch_id in (select unnest($batches))", batches=batches):
        done.already_read += len(shard.batch.objects)
        return
    if not results:
        done.problems.append(
            f"Shard {shard.number} must replace what is stored and lacks {taken[0].problem}; "
            "the numbers of its objects stay as they were."
        )
        return
    receipt, outcomes = min(results, key=lambda each: (each[0].failures(), each[0].attempt))
    _refuse_stale(duck, shard, outcomes)
    _load(duck, shard, receipt, store, folder)
    if shard.kind == FLOW_LOG and receipt.tables["reduced_gateway_evidence"]["rows"] != "0":
        with duck.transaction():
            duck.run("stages/ingest/evidence_merge")
    if shard.kind == FLOW_LOG and (late := drop_closed(duck)):
        done.problems.append(late)
    commit(duck, outcomes, knowledge, shard.batch.taken_back)
    done.count(outcomes)


def is_merged(duck: Duck, shard: Shard) -> bool:
    """Tell whether the ledger has every object of a shard as it was planned, so that its results may be gone."""
    objects = [(found.object_id, found.size_bytes) for found in shard.batch.objects]
    ids = [object_id for object_id, _ in objects]
    # A batch that is to be read again is in the ledger: its own id tells.
    if shard.batch.taken_back:
        again = list(shard.batch.taken_back)
        return not duck.rows("select 1 from batch where batch_id in (select unnest($again))", again=again)
    found = duck.rows(
        "select object_id, size_bytes from ingested_object "
        "where object_id in (select unnest($ids)) and batch_id is not null",
        ids=ids,
    )
    return len(found) == len(objects)


def _refuse_stale(duck: Duck, shard: Shard, outcomes: Sequence[Outcome]) -> None:
    """Refuse a shard that the ledger has moved on from: its rows would count twice."""
    rows = [(o.fetched.found.object_id, o.fetched.found.source, o.fetched.found.key) for o in outcomes]
    objects = pl.DataFrame(rows, schema={"object_id": pl.String, "source": pl.String, "key": pl.String}, orient="row")
    with duck.frame("shard_object", objects):
        duck.run("stages/ingest/shard_state", taken_back=list(shard.batch.taken_back), kind=shard.kind)
    missing_batches, taken_key = duck.row("from shard_state")
    if taken_key is not None or missing_batches:
        what = f"has {taken_key}" if taken_key else "has replaced the batches"
        raise StalePlanError(
            f"The ledger {what} of shard {shard.number} from another run; "
            "this plan is out of date: write a new one with nat-attrib shards write."
        )


def _load(duck: Duck, shard: Shard, receipt: Receipt, store: Depot, folder: Path) -> None:
    """Fill the tables of reduce from an attempt, and prove that they hold what its receipt says."""
    tables = empty(duck, shard.kind)
    wrong = f"The tables of {receipt.folder} in {store.text} are not those of its receipt"
    if set(receipt.tables) != set(tables):
        raise NatAttribError(f"{wrong}; delete that folder and run the shard again.")
    path = folder / "table.parquet"
    for table in tables:
        store.fetch(f"{receipt.folder}/{table}.parquet", path)
        try:
            duck.append_parquet(path, table)
        except Error as error:
            raise NatAttribError(f"{wrong} ({table}); delete that folder and run the shard again.") from error
        if duck.totals(table) != receipt.tables[table]:
            raise NatAttribError(f"{wrong} ({table}); delete that folder and run the shard again.")


def _named(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_NAMED]))
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return f"Shard{'s' if len(numbers) > 1 else ''} {shown}{more}"
