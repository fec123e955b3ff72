"""Commit: what reduce left in temporary tables becomes rows, together with the ledger, in one transaction."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

from nat_attrib import __version__
from nat_attrib.ingest.fetch import FetchedObject
from nat_attrib.ingest.names import FLOW_LOG
from nat_attrib.ingest.reduce import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.ingest.objects import FoundObject
    from nat_attrib.ingest.plan import Knowledge


def commit(duck: Duck, outcomes: Sequence[Outcome], context: Knowledge, taken_back: Collection[str] = ()) -> str:
    """Store the reduced rows and the ledger rows of a batch; withdraw the batches it replaces.

    Every hour that gains or loses flow-log rows is noted in `dirty_hour`, every day that gains or loses answers in
    `changed_answer_day`.

    Args:
        duck: the working copy, with the `reduced_*` tables that `reduce` or `reduce_query_logs` filled.
        outcomes: what became of each object.
        context: what the rows were reduced with.
        taken_back: batches whose objects are all in `outcomes` again.

    Returns:
        The new batch's id.
    """
    ledger = pl.DataFrame([_row(outcome) for outcome in outcomes], schema=_SCHEMA)
    batch_id = batch_id_of(outcomes, context)
    with duck.frame("ledger_now", ledger), duck.transaction():
        duck.run("stages/ingest/withdraw", taken_back=list(taken_back))
        rows = "stages/ingest/store_flows" if context.kind == FLOW_LOG else "stages/ingest/store_answers"
        duck.run(rows, batch_id=batch_id)
        duck.run(
            "stages/ingest/ledger",
            batch_id=batch_id,
            kind=context.kind,
            context_id=context.context_id,
            context=context.to_json(),
            program_version=__version__,
        )
    return batch_id


def record_late(duck: Duck, objects: Sequence[FoundObject]) -> str:
    """Put objects that came after their days were closed into the ledger; return the sentence that says so."""
    reason = "It came after its day was closed."
    ledger = [_row(Outcome(FetchedObject(found, None), "failed", reason=reason)) for found in objects]
    with duck.frame("ledger_now", pl.DataFrame(ledger, schema=_SCHEMA)):
        duck.run("stages/ingest/late", kind=FLOW_LOG, program_version=__version__)
    count = f"{len(objects):,} object{'s' if len(objects) > 1 else ''}"
    return (
        f"{count} came after their days were closed, such as {objects[0].address}, and cannot be counted any more; "
        "a larger detail_days keeps days open longer."
    )


def drop_closed(duck: Duck) -> str | None:
    """Take rows of closed hours out of what flow logs were reduced to; say what came too late, if anything did."""
    duck.run("stages/ingest/drop_closed")
    late_bytes, rows, first, last = duck.row("from late_rows")
    if not rows:
        return None
    return (
        f"{late_bytes:,} bytes between {first:%Y-%m-%dT%H:%M} and {last:%Y-%m-%dT%H:%M} came after their days were "
        "closed and are not counted; a larger detail_days keeps days open longer."
    )


_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "object_id": pl.String,
    "source": pl.String,
    "key": pl.String,
    "etag": pl.String,
    "size_bytes": pl.Int64,
    "account_id": pl.String,
    "region": pl.String,
    "flow_log_id": pl.String,
    "object_time": pl.Datetime("us"),
    "status": pl.String,
    "rows_read": pl.Int64,
    "rows_rejected": pl.Int64,
    "reason": pl.String,
}


def _row(outcome: Outcome) -> dict[str, object]:
    found = outcome.fetched.found
    return {
        "object_id": found.object_id,
        "source": found.source,
        "key": found.key,
        "etag": found.etag,
        "size_bytes": found.size_bytes,
        "account_id": found.account_id,
        "region": found.region,
        "flow_log_id": outcome.flow_log_id or found.flow_log_id,
        "object_time": found.object_time,
        "status": outcome.status,
        "rows_read": outcome.rows_read,
        "rows_rejected": outcome.rows_rejected,
        "reason": outcome.reason,
    }


def batch_id_of(outcomes: Sequence[Outcome], context: Knowledge) -> str:
    """Return the id of the batch that these outcomes make: the same objects, read alike, are the same batch."""
    digest = hashlib.sha256(f"{context.context_id} {__version__}".encode())
    for outcome in sorted(outcomes, key=lambda outcome: outcome.fetched.found.object_id):
        found = outcome.fetched.found
        digest.update(f"\n{found.object_id}\t{found.size_bytes}\t{outcome.status}".encode())
    return digest.hexdigest()[:16]
