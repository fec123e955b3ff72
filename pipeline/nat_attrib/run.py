"""The order of the stages. They meet in tables; here is the one place that calls them one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nat_attrib import attribute, delivered, enrich, inventory, keep, trust
from nat_attrib.engine import Spread, ingest_spread
from nat_attrib.ingest import Ingested, Place, Source, ingest, read_query_logs, require, shards
from nat_attrib.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from nat_attrib.access import Look
    from nat_attrib.aws import Aws
    from nat_attrib.depot import Depot
    from nat_attrib.duck import Duck
    from nat_attrib.progress import Progress


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run works on."""

    sources: Sequence[Source] = ()
    """Where flow logs lie; none means: nothing is ingested."""
    window: Window | None = None
    """Which objects to read; needed with sources."""
    spool: Path | None = None
    """Folder for downloads; needed with sources."""
    dns: Sequence[Source] = ()
    """Where Route 53 Resolver query logs lie; with window and spool, as the sources."""
    inventory_folder: Path | None = None
    """Saved `aws ec2 describe-*` output."""
    aws: Aws | None = None
    """For sources in S3."""
    looks: Sequence[Look] = ()
    """The accounts that are known, for inventory, CloudWatch and the buckets of their flow logs."""
    takes_inventory: bool = False
    """Whether their inventory is taken; else it stays as it is, where no folder is named."""
    readers: Mapping[str, Sequence[Aws]] = field(default_factory=dict)
    """By bucket: whose credentials read it, where they are not those of `aws`."""
    asks_prices: bool = False
    """Whether the Pricing API is asked for list prices, with `aws`."""
    ip_ranges: str | None = None
    """A file, `aws`, or None for the shipped table."""
    has_cloudwatch: bool = False
    """Whether CloudWatch is asked what the gateways carried."""
    bills: Sequence[str] = ()
    """Exports of the bill: folders or s3://bucket/prefix."""
    spread: Spread | None = None
    """Who reads the objects instead of this process."""


@dataclass(slots=True)
class Done:
    """What a run did."""

    notes: list[str] = field(default_factory=list)
    is_partial: bool = False
    objects: int = 0
    """Objects read."""


def run(duck: Duck, inputs: Inputs, progress: Progress, *, find_sources: bool = False) -> Done:
    """Run the stages that the inputs ask for, then rebuild what follows from them.

    Args:
        duck: the working copy.
        inputs: what to work on.
        progress: told what happens.
        find_sources: read what the inventory's flow logs deliver to S3, where the inputs name no source.

    Raises:
        NatAttribError: an input does not exist or cannot be used at all.
    """
    for source in (*inputs.sources, *inputs.dns):
        require(source)
    done = Done()
    changed_at = _inventory(duck, inputs, progress, done)
    names_changed = _references(duck, inputs, progress, done) or changed_at is not None
    sources = delivered.sources(duck) if find_sources else inputs.sources
    for told in _read(duck, inputs, sources, progress):
        done.notes.extend([*told.problems, *told.not_read])
        done.is_partial |= told.is_partial
        done.objects += told.objects
    derive(duck, progress, names_changed=names_changed)
    _fold(duck, progress)
    _gather(duck, inputs, progress, done)
    return done


def _read(
    duck: Duck,
    inputs: Inputs,
    sources: Sequence[Source],
    progress: Progress,
) -> Iterator[Ingested]:
    """Read the flow logs and the query logs, here or with other hands."""
    flows, queries = places(duck, inputs, sources)
    if inputs.spread is not None:
        yield ingest_spread(duck, flows, queries, inputs.spread, progress)
        return
    if flows:
        yield ingest(duck, flows, progress)
    if queries:
        yield read_query_logs(duck, queries, progress)


def places(duck: Duck, inputs: Inputs, sources: Sequence[Source]) -> tuple[Place | None, Place | None]:
    """Return where to read flow logs and query logs, and with whose credentials; None where there is nothing to."""
    readers = {**delivered.readers(duck, inputs.aws, inputs.looks), **inputs.readers}
    return _place(inputs, sources, readers), _place(inputs, inputs.dns, readers)


def _place(inputs: Inputs, sources: Sequence[Source], readers: Mapping[str, Sequence[Aws]]) -> Place | None:
    if not sources:
        return None
    assert inputs.window is not None
    assert inputs.spool is not None
    return Place(sources, inputs.window, inputs.spool, inputs.aws, readers)


def merge(duck: Duck, made: shards.Manifest, store: Depot, progress: Progress, *, is_partial: bool = False) -> Done:
    """Commit the results of shards, then rebuild what follows from them; see `shards.merge`."""
    done = Done()
    names_changed = _references(duck, Inputs(), progress, done)
    told = shards.merge(duck, made, store, progress, is_partial=is_partial)
    done.notes.extend([*told.problems, *told.not_read])
    done.is_partial |= told.is_partial
    derive(duck, progress, names_changed=names_changed)
    _fold(duck, progress)
    return done


def _fold(duck: Duck, progress: Progress) -> None:
    if since := keep.fold(duck):
        progress.note(f"Days before {since[:10]} are kept by service now, without addresses; see docs/running-it.md.")


def derive(duck: Duck, progress: Progress, *, names_changed: bool = False) -> None:
    """Rebuild the derived rows of every dirty hour, some days in a transaction, and what names changed.

    Args:
        duck: the working copy.
        progress: told of days.
        names_changed: whether reference data or prefix lists are other than before.
    """
    if names_changed:
        if enrich.rename_remotes(duck):
            attribute.refold(duck)
        attribute.mark_ip_ranges(duck)
    has_looked_up = attribute.mark_dirty(duck)
    has_answers = enrich.has_answers(duck)
    if has_answers:
        _mark_answers(duck, progress)
    days = attribute.dirty_days(duck, is_one_by_one=has_answers)
    if days and not has_looked_up:
        attribute.look_up(duck)
    with progress.step("attribute") as step:
        step.total(sum(together.count for together in days), unit="days")
        for together in days:
            with duck.transaction():
                attribute.prepare(duck, together)
                enrich.name_remotes(duck)
                attribute.refine(duck)
                enrich.name_remotes(duck)
                if has_answers:
                    attribute.ask_day(duck)
                    enrich.match_answers(duck, together.first)
                else:
                    enrich.match_nothing(duck)
                attribute.build(duck)
            step.advance(together.count)
        attribute.cover(duck)
    if days:
        attribute.forget_sources(duck)
    if has_answers:
        attribute.forget_names(duck)


def _mark_answers(duck: Duck, progress: Progress) -> None:
    """Note the built hours that the query logs name otherwise now: other answers came, or names mean other services."""
    days = enrich.days_to_match(duck)
    with progress.step("match names") as step:
        step.total(len(days), unit="days")
        for day in days:
            with duck.transaction():
                attribute.ask_stored_day(duck, day)
                enrich.match_answers(duck, day)
                attribute.mark_answers(duck, day)
            step.advance(1)
    duck.execute("delete from changed_answer_day")


def _gather(duck: Duck, inputs: Inputs, progress: Progress, done: Done) -> None:
    """Fetch what the flow logs are held against, for the hours that they cover."""
    if not inputs.has_cloudwatch and not inputs.bills:
        return
    first, last = duck.row("select min(hour), max(hour) + interval 1 hour from gateway_hour")
    if first is None:
        return
    assert inputs.window is not None
    assert inputs.spool is not None
    since, until = max(first, inputs.window.since), min(last, inputs.window.until)
    if since < until:
        wanted = trust.Wanted(
            Window(since, until),
            inputs.spool,
            aws=inputs.aws,
            looks=inputs.looks,
            has_cloudwatch=inputs.has_cloudwatch,
            bills=inputs.bills,
        )
        gathered = trust.gather(duck, wanted, progress)
        done.notes += gathered.notes
        # Without CloudWatch the file is as complete as it ever was; a bill was asked for.
        done.is_partial |= gathered.is_partial and bool(inputs.bills)


def _inventory(duck: Duck, inputs: Inputs, progress: Progress, done: Done) -> datetime | None:
    """Take the snapshot that was asked for; return its time if it showed anything new."""
    if inputs.inventory_folder is None and not inputs.takes_inventory:
        return None
    seen_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with progress.step("inventory") as step:
        if inputs.inventory_folder is not None:
            snapshot = inventory.snapshot_folder(inputs.inventory_folder, seen_at)
        else:
            snapshot = inventory.snapshot_aws(inputs.looks, seen_at)
            done.is_partial |= snapshot.is_partial
        notes = inventory.load(duck, snapshot)
        step.advance(sum(len(answer.items or ()) for answer in snapshot.answers))
    for note in notes:
        progress.note(note)
    new = duck.row(
        "select count(*) from inventory_resource where seen_from = $seen_at or gone_at = $seen_at", seen_at=seen_at
    )
    return seen_at if new[0] else None


def _references(duck: Duck, inputs: Inputs, progress: Progress, done: Done) -> bool:
    """Load prices, host names and ip-ranges; return whether names may have changed."""
    with progress.step("reference tables"):
        before = enrich.ip_ranges_files(duck)
        enrich.load_prices(duck)
        if inputs.asks_prices:
            assert inputs.aws is not None
            unpriced = enrich.fetch_prices(duck, inputs.aws)
            done.notes += unpriced
            done.is_partial |= bool(unpriced)
        enrich.load_hostnames(duck)
        enrich.load_ip_ranges(duck)
        if inputs.ip_ranges is not None:
            enrich.load_ip_ranges(duck, inputs.ip_ranges)
        return before != enrich.ip_ranges_files(duck) or inputs.ip_ranges is not None
