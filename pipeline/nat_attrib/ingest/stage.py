"""The ingest stage: list, plan, fetch, reduce, commit, batch by batch; for flow logs and for query logs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from nat_attrib.ingest.commit import commit, drop_closed, record_late
from nat_attrib.ingest.context import Context, current
from nat_attrib.ingest.fetch import Fetcher
from nat_attrib.ingest.noted import note_copies, note_foreign, note_late, note_nothing, note_unequal
from nat_attrib.ingest.objects import LOOKBACK, FoundObject
from nat_attrib.ingest.place import listed
from nat_attrib.ingest.plan import Batch, Plan, plan
from nat_attrib.ingest.query_reduce import QueryContext, reduce_query_logs
from nat_attrib.ingest.recognise import Recogniser
from nat_attrib.ingest.reduce import Outcome, reduce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.ingest.fetch import FetchedObject
    from nat_attrib.ingest.place import Place
    from nat_attrib.progress import Progress

ANSWERS_HOLD = timedelta(hours=24)
"""How much older than the window an answer may be and still name its flows."""


@dataclass(slots=True)
class Ingested:
    """What a run of the stage did."""

    objects: int = 0
    """Objects read."""
    already_read: int = 0
    """Objects of the window that the ledger had."""
    rows_read: int = 0
    not_read: list[str] = field(default_factory=list)
    """A sentence for each object that is not, or not wholly, in the numbers."""
    problems: list[str] = field(default_factory=list)
    """A sentence for each place that could not be listed, and each batch that could not be read again."""

    def count(self, outcomes: Sequence[Outcome]) -> None:
        """Add what became of a batch's objects."""
        self.objects += len(outcomes)
        self.rows_read += sum(outcome.rows_read for outcome in outcomes)
        self.not_read.extend(
            f"{outcome.fetched.found.address}: {outcome.reason}" for outcome in outcomes if outcome.status != "ok"
        )

    def add(self, other: Ingested) -> None:
        """Add what another part of the run did."""
        self.objects += other.objects
        self.already_read += other.already_read
        self.rows_read += other.rows_read
        self.not_read += other.not_read
        self.problems += other.problems

    @property
    def is_partial(self) -> bool:
        """Whether something that should be in the numbers is not."""
        return bool(self.not_read or self.problems)


def ingest(duck: Duck, place: Place, progress: Progress) -> Ingested:
    """Read every object of the window that the ledger lacks, each batch in a transaction of its own.

    Args:
        duck: the working copy.
        place: the sources, the window and the spool folder.
        progress: told of objects and bytes.

    Raises:
        NatAttribError: a source does not exist or may not be listed at all.
    """
    done = Ingested()
    recogniser = Recogniser(duck)
    context, planned, found = plan_flow_logs(duck, place, recogniser, done, progress)
    reader = _Reader(duck, place, recogniser, context, progress)
    reader.read(planned.batches, done)
    if reader.context != context:
        tried = {batch_id for batch in planned.batches for batch_id in batch.taken_back}
        outgrown = [
            batch
            for batch in plan(duck, found, reader.context).batches
            if batch.taken_back and tried.isdisjoint(batch.taken_back)
        ]
        again = Ingested()
        reader.read(outgrown, again)
        done.problems += again.problems
        done.not_read += [reason for reason in again.not_read if reason not in done.not_read]
    return done


@dataclass(slots=True)
class _Reader:
    """Reduces and commits batches."""

    duck: Duck
    place: Place
    recogniser: Recogniser
    context: Context
    """Grows when records show a gateway that nobody knew."""
    progress: Progress
    late: list[str] = field(default_factory=list)
    """What the batch at hand holds of closed hours."""

    def read(self, batches: Sequence[Batch], done: Ingested) -> None:
        """Read the batches, each in a transaction of its own, and tell `done`."""
        with self.progress.step("ingest") as step, _fetcher(self.place, batches) as fetcher:
            step.total(sum(len(batch.objects) for batch in batches), sum(batch.size_bytes for batch in batches))
            for batch, fetched in zip(batches, fetcher.batches(), strict=True):
                if can_replace(batch, fetched, done):
                    done.count(self._read_batch(batch, fetched))
                    done.problems += self.late
                    self.late.clear()
                step.advance(len(batch.objects), batch.size_bytes)
            step.done(batches=len(batches), already_read=done.already_read, not_read=len(done.not_read))

    def _read_batch(self, batch: Batch, fetched: Sequence[FetchedObject]) -> list[Outcome]:
        outcomes = reduce(self.duck, fetched, self.context, self.recogniser.look)
        if self.recogniser.has_news():
            self.context = current(self.duck)
            outcomes = reduce(self.duck, fetched, self.context)
        if late := drop_closed(self.duck):
            self.late.append(late)
        commit(self.duck, outcomes, self.context, batch.taken_back)
        return outcomes


def read_query_logs(duck: Duck, place: Place, progress: Progress) -> Ingested:
    """Read every query-log object of the window that the ledger lacks, as `ingest` does with flow logs.

    Objects of the day before the window are read too: what they answered names the window's first flows.

    Raises:
        NatAttribError: a source does not exist or may not be listed at all.
    """
    done = Ingested()
    context, planned = plan_query_logs(duck, place, done, progress)
    with progress.step("query logs") as step, _fetcher(place, planned.batches) as fetcher:
        step.total(planned.objects, planned.size_bytes)
        for batch, fetched in zip(planned.batches, fetcher.batches(), strict=True):
            if can_replace(batch, fetched, done):
                outcomes = reduce_query_logs(duck, fetched)
                commit(duck, outcomes, context, batch.taken_back)
                done.count(outcomes)
            step.advance(len(batch.objects), batch.size_bytes)
        step.done(batches=len(planned.batches), already_read=planned.already_read, not_read=len(done.not_read))
    return done


def plan_flow_logs(
    duck: Duck,
    place: Place,
    recogniser: Recogniser,
    done: Ingested,
    progress: Progress,
    *,
    max_bytes: int | None = None,
) -> tuple[Context, Plan, list[FoundObject]]:
    """List the sources and return what to read with, what of it, and all that was found; raises as `ingest` does."""
    known = len(done.problems)
    with progress.step("list") as step:
        found = listed(place, done.problems.append, progress)
        step.advance(len(found), sum(each.size_bytes for each in found))
    note_nothing(place, found, progress, is_part=len(done.problems) > known)
    context = _context(duck, place, found, recogniser, progress)
    planned = plan(duck, found, context, max_bytes=max_bytes)
    done.already_read += planned.already_read
    note_foreign(planned, done.problems, progress)
    note_unequal(planned, progress)
    note_copies(planned, progress)
    if planned.too_late:
        done.problems.append(record_late(duck, planned.too_late))
    note_late(planned, progress)
    return context, planned, found


def plan_query_logs(
    duck: Duck, place: Place, done: Ingested, progress: Progress, *, max_bytes: int | None = None
) -> tuple[QueryContext, Plan]:
    """List the sources of query logs and return which of their objects are to be read; raises as `ingest` does."""
    known = len(done.problems)
    with progress.step("list query logs") as step:
        found = listed(place, done.problems.append, progress, lookback=ANSWERS_HOLD + LOOKBACK)
        step.advance(len(found), sum(each.size_bytes for each in found))
    note_nothing(place, found, progress, is_part=len(done.problems) > known)
    context = QueryContext()
    planned = plan(duck, found, context, max_bytes=max_bytes)
    done.already_read += planned.already_read
    note_foreign(planned, done.problems, progress)
    note_unequal(planned, progress)
    note_copies(planned, progress)
    note_late(planned, progress)
    return context, planned


def _context(duck: Duck, place: Place, found: list[FoundObject], recogniser: Recogniser, progress: Progress) -> Context:
    """Return the gateways that are known; where the inventory shows none they are looked for in the records first."""
    if duck.row("select count(*) from inventory_nat_gateway")[0] == 0:
        examined = plan(duck, found, current(duck))
        with progress.step("recognise") as step, _fetcher(place, examined.batches) as fetcher:
            step.total(examined.objects, examined.size_bytes)
            for batch, fetched in zip(examined.batches, fetcher.batches(), strict=True):
                recogniser.examine(fetched)
                step.advance(len(batch.objects), batch.size_bytes)
        recogniser.has_news()
    return current(duck)


def _fetcher(place: Place, batches: Sequence[Batch]) -> Fetcher:
    return Fetcher(place.buckets, [batch.objects for batch in batches], place.spool)


def can_replace(batch: Batch, fetched: Sequence[FetchedObject], done: Ingested) -> bool:
    """Tell whether the batch may be reduced: one that replaces others needs all its objects."""
    gone = [each for each in fetched if each.path is None]
    if not (batch.taken_back and gone):
        return True
    # Its rows are right for what was known then; without all its objects they cannot be made again.
    done.problems.append(
        f"{len(gone)} objects that must be read again cannot be fetched, such as {gone[0].found.address} "
        f"({gone[0].error}); the numbers of their batch stay as they were."
    )
    return False
