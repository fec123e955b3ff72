"""The ingest stage: list, plan, fetch, reduce, commit, batch by batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nat_attrib.ingest import recognise
from nat_attrib.ingest.commit import commit
from nat_attrib.ingest.context import Context, current
from nat_attrib.ingest.fetch import Fetcher
from nat_attrib.ingest.list_local import list_local
from nat_attrib.ingest.list_s3 import list_s3
from nat_attrib.ingest.objects import FoundObject, Source
from nat_attrib.ingest.plan import Batch, Plan, plan
from nat_attrib.ingest.reduce import reduce

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nat_attrib.aws import Aws
    from nat_attrib.duck import Duck
    from nat_attrib.ingest.fetch import FetchedObject
    from nat_attrib.progress import Progress, Step
    from nat_attrib.window import Window


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

    @property
    def is_partial(self) -> bool:
        """Whether something that should be in the numbers is not."""
        return bool(self.not_read or self.problems)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to read, and how."""

    sources: Sequence[Source]
    window: Window
    spool: Path
    """Folder for downloads; emptied as they are read."""
    aws: Aws | None = None
    """For sources in S3."""


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
    with progress.step("list") as step:
        found = _list(place, done, progress)
        step.advance(len(found), sum(each.size_bytes for each in found))
    context = _context(duck, place, found, progress)
    planned = plan(duck, found, context)
    done.already_read = planned.already_read
    _note_foreign(planned, progress)
    with progress.step("ingest") as step, _fetcher(place, planned.batches) as fetcher:
        step.total(planned.objects, planned.size_bytes)
        for batch, fetched in zip(planned.batches, fetcher.batches(), strict=True):
            _reduce_and_commit(duck, batch, fetched, context, done)
            step.advance(len(batch.objects), batch.size_bytes)
        step.done(batches=len(planned.batches), already_read=planned.already_read, not_read=len(done.not_read))
    return done


def _list(place: Place, done: Ingested, progress: Progress) -> list[FoundObject]:
    found: list[FoundObject] = []
    for source in place.sources:
        if source.bucket is None:
            found.extend(list_local(source, place.window, problem=done.problems.append))
        else:
            assert place.aws is not None
            client = place.aws.client("s3")
            found.extend(
                list_s3(client, source, place.window, note=progress.note, problem=done.problems.append)
            )
    return found


def _context(duck: Duck, place: Place, found: list[FoundObject], progress: Progress) -> Context:
    """Return the gateways that are known; without an inventory they are looked for in the records first."""
    if duck.row("select count(*) from inventory_nat_gateway")[0] == 0:
        examined = plan(duck, found, Context())
        with progress.step("recognise") as step, _fetcher(place, examined.batches) as fetcher:
            step.total(examined.objects, examined.size_bytes)
            for batch, fetched in zip(examined.batches, fetcher.batches(), strict=True):
                recognise.examine(duck, fetched)
                step.advance(len(batch.objects), batch.size_bytes)
    return current(duck)


def _fetcher(place: Place, batches: Sequence[Batch]) -> Fetcher:
    client = place.aws.client("s3") if place.aws and any(s.bucket for s in place.sources) else None
    return Fetcher(client, [batch.objects for batch in batches], place.spool)


def _note_foreign(planned: Plan, progress: Progress) -> None:
    if planned.foreign:
        first = planned.foreign[0]
        progress.note(f"{len(planned.foreign)} objects are no flow logs by their names, such as {first.key}.")


def _reduce_and_commit(
    duck: Duck, batch: Batch, fetched: Sequence[FetchedObject], context: Context, done: Ingested
) -> None:
    gone = [each for each in fetched if each.path is None]
    if batch.taken_back and gone:
        # Its rows are right for what was known then; without all its objects they cannot be made again.
        done.problems.append(
            f"{len(gone)} objects that must be read again cannot be fetched, such as {gone[0].found.address} "
            f"({gone[0].error}); the numbers of their batch stay as they were."
        )
        return
    outcomes = reduce(duck, fetched, context)
    commit(duck, outcomes, context, batch.taken_back)
    done.objects += len(outcomes)
    done.rows_read += sum(outcome.rows_read for outcome in outcomes)
    done.not_read.extend(
        f"{outcome.fetched.found.address}: {outcome.reason}" for outcome in outcomes if outcome.status != "ok"
    )
