"""Plan: which objects a run reads. What the ledger has is left alone, unless it must be read again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from nat_attrib import __version__
from nat_attrib.ingest.objects import FoundObject, Source, in_bucket, in_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from nat_attrib.duck import Duck

MAX_OBJECTS = 400
"""Objects in a batch: more save nothing, and a killed run reads no more than this again."""
MAX_BYTES = 256 * 2**20
"""Bytes in a batch (compressed): bounds memory, and is enough to keep all cores busy."""
SHARD_OBJECTS = 10_000
"""Objects in a batch whose bytes were asked for, so that it holds them: as far as the cost of one was measured."""


class Knowledge(Protocol):
    """What a batch is reduced with, and when it must be read again."""

    @property
    def kind(self) -> str:
        """The ledger's word for the objects."""

    @property
    def context_id(self) -> str:
        """Hash of the content."""

    def to_json(self) -> str:
        """Return the content as canonical JSON."""

    def outgrows(
        self, content: str, *, accounts: set[str], regions: set[str], newest: str | None, unknown: Collection[str] = ()
    ) -> bool:
        """Tell whether objects reduced under `content` would be read otherwise under this."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Objects that are reduced and committed together."""

    objects: tuple[FoundObject, ...]
    taken_back: tuple[str, ...] = ()
    """Ids of earlier batches whose rows this one replaces; all their objects are in `objects`."""

    @property
    def size_bytes(self) -> int:
        """Sum of the objects' sizes."""
        return sum(found.size_bytes for found in self.objects)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to read."""

    batches: tuple[Batch, ...]
    already_read: int
    """Objects of the window that the ledger has."""
    foreign: tuple[FoundObject, ...]
    """Objects whose name says that they are no flow logs."""
    late: int = 0
    """Objects of days that are closed, and take nothing in."""
    too_late: tuple[FoundObject, ...] = ()
    """Those of them that nobody has been told of yet."""
    unequal: tuple[tuple[FoundObject, FoundObject], ...] = ()
    """Objects of one name and different sizes, the smaller one first; the larger one counts."""
    copies: tuple[tuple[FoundObject, FoundObject], ...] = ()
    """Objects without an AWS name that are not read, and what they are taken for copies of: another place has the same
    path and size."""

    @property
    def objects(self) -> int:
        """Number of objects to read."""
        return sum(len(batch.objects) for batch in self.batches)

    @property
    def size_bytes(self) -> int:
        """Bytes to read."""
        return sum(batch.size_bytes for batch in self.batches)


def plan(duck: Duck, found: Iterable[FoundObject], context: Knowledge, *, max_bytes: int | None = None) -> Plan:
    """Compare what lies under the sources with the ledger.

    New objects, those that failed, and those that an older program refused are read. An object of the same name with
    another size replaces the one in the ledger: its whole batch is read again. So is a batch that `context` outgrows,
    such as one whose context lacked a NAT gateway that is known now. Only the ledger rows of the context's kind are
    looked at. A batch holds `max_bytes` in at most `SHARD_OBJECTS` objects, `MAX_BYTES` in `MAX_OBJECTS` when None.
    """
    found = list(found)
    objects, unequal = _one_each(found)
    wanted = {key: each for key, each in objects.items() if each.foreign is None}
    listed = pl.DataFrame(
        {
            "object_id": list(wanted),
            "source": [each.source for each in wanted.values()],
            "key": [each.key for each in wanted.values()],
            "size_bytes": [each.size_bytes for each in wanted.values()],
            "object_time": [each.object_time for each in wanted.values()],
        },
        schema={
            "object_id": pl.String,
            "source": pl.String,
            "key": pl.String,
            "size_bytes": pl.Int64,
            "object_time": pl.Datetime("us"),
        },
    )
    with duck.frame("listed", listed):
        duck.run("stages/ingest/plan", program_version=__version__, kind=context.kind)
    withdrawn = {row[0] for row in duck.rows("select batch_id from replaced_batch")} | _outgrown(duck, context)
    repeated = list(_read_again(duck, withdrawn, wanted))
    in_again = {each.object_id for batch in repeated for each in batch.objects}
    new = [wanted[key] for (key,) in duck.rows("from new_object") if key not in in_again]
    new.sort(key=lambda each: (each.object_time is None, each.object_time, each.object_id))
    foreign = tuple(each for each in objects.values() if each.foreign is not None)
    (late,) = duck.row("select count(*) from late_object")
    too_late = tuple(wanted[key] for (key,) in duck.rows("select object_id from late_object where is_new order by all"))
    bounds = (max_bytes, SHARD_OBJECTS) if max_bytes else (MAX_BYTES, MAX_OBJECTS)
    batches = (*repeated, *_batches(new, *bounds))
    copies = tuple(_copies(duck, found, wanted))
    return Plan(batches, len(wanted) - len(new) - late, foreign, late, too_late, unequal, copies)


def _copies(
    duck: Duck, found: Sequence[FoundObject], wanted: Mapping[str, FoundObject]
) -> Iterator[tuple[FoundObject, FoundObject]]:
    """Yield what only its path under a source and its size tell from others, where another place has the same.

    What AWS or Security Lake named is one object wherever it lies.
    """
    for each in found:
        chosen = wanted.get(each.object_id, each)
        if each is not chosen and each.is_unnamed and not _is_same_place(each, chosen):
            yield each, chosen
    for row in duck.dicts("from read_elsewhere order by object_id"):
        each, earlier = wanted[row["object_id"]], again(row)
        if each.is_unnamed and not _is_same_place(each, earlier):
            yield each, earlier


def _is_same_place(one: FoundObject, other: FoundObject) -> bool:
    """Tell whether two objects are one file, in whatever words its folder was given."""
    if one.local_path is None or other.local_path is None:
        return one.address == other.address
    return one.local_path.resolve() == other.local_path.resolve()


def _one_each(
    found: Iterable[FoundObject],
) -> tuple[dict[str, FoundObject], tuple[tuple[FoundObject, FoundObject], ...]]:
    """Return the objects by identity, and those that lie in several places with different sizes.

    The largest counts, whatever is listed first: a copy that broke off is smaller.
    """
    objects: dict[str, FoundObject] = {}
    unequal: dict[str, FoundObject] = {}
    for each in found:
        other = objects.setdefault(each.object_id, each)
        small, large = sorted((other, each), key=lambda one: one.size_bytes)
        if small.size_bytes < large.size_bytes:
            objects[each.object_id] = large
            unequal[each.object_id] = small
    return objects, tuple((small, objects[key]) for key, small in unequal.items())


def _outgrown(duck: Duck, context: Knowledge) -> set[str]:
    """Return the batches that today's context would read otherwise."""
    duck.run("stages/ingest/batch_span", kind=context.kind)
    known = dict(duck.rows("select context_id, content from context"))
    return {
        batch_id
        for batch_id, context_id, accounts, regions, newest, unknown in duck.rows("from batch_span")
        if context_id != context.context_id
        and context.outgrows(
            known[context_id], accounts=set(accounts), regions=set(regions), newest=newest, unknown=set(unknown)
        )
    }


def _read_again(duck: Duck, withdrawn: set[str], wanted: dict[str, FoundObject]) -> Iterator[Batch]:
    rows = duck.dicts(
        "from ingested_object where batch_id in (select unnest($ids)) order by batch_id, object_id",
        ids=sorted(withdrawn),
    )
    for batch_id, members in groupby(rows, key=lambda row: row["batch_id"]):
        # What lies under the sources now comes before what the ledger remembers: it may have another size.
        yield Batch(tuple(wanted.get(row["object_id"]) or again(row) for row in members), (batch_id,))


def _batches(objects: list[FoundObject], max_bytes: int, max_objects: int) -> Iterator[Batch]:
    taken: list[FoundObject] = []
    size_bytes = 0
    for each in objects:
        if taken and (len(taken) >= max_objects or size_bytes + each.size_bytes > max_bytes):
            yield Batch(tuple(taken))
            taken, size_bytes = [], 0
        taken.append(each)
        size_bytes += each.size_bytes
    if taken:
        yield Batch(tuple(taken))


def again(row: dict[str, Any]) -> FoundObject:
    """Return the object of a ledger row (or of its columns source, kind, key, size_bytes, etag), to be fetched."""
    source = Source.parse(row["source"], row["kind"])
    if source.bucket is not None:
        is_object = not source.prefix.endswith("/") and source.prefix.endswith(row["key"])
        full_key = source.prefix if is_object else source.prefix + row["key"]
        found = in_bucket(source, full_key, row["size_bytes"], row["etag"])
        assert found is not None  # a folder marker never came into the ledger
        return found
    assert source.path is not None
    path = source.path if source.path.is_file() else source.path / row["key"]
    return in_folder(source, row["key"], row["size_bytes"], path)
