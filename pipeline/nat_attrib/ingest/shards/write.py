"""Plans as a local run does, for other machines to work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.ingest.recognise import Recogniser
from nat_attrib.ingest.shards.manifest import Manifest, seal
from nat_attrib.ingest.stage import Ingested, plan_flow_logs, plan_query_logs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.ingest.place import Place
    from nat_attrib.ingest.plan import Batch, Knowledge
    from nat_attrib.progress import Progress


def plan_shards(
    duck: Duck,
    flows: Place | None,
    queries: Place | None,
    progress: Progress,
    *,
    shard_bytes: int | None = None,
    is_again: bool = False,
) -> tuple[Manifest, Ingested]:
    """Return the manifest of what is to be read, and what could not be listed.

    Args:
        duck: the working copy: without an inventory, what the records tell of gateways is kept in it.
        flows: where flow logs lie.
        queries: where query logs lie.
        progress: told what happens.
        shard_bytes: bytes of a shard's objects; those of a batch when None.
        is_again: only what the ledger has and must be read again.

    Raises:
        NatAttribError: a source does not exist or may not be listed at all.
    """
    done = Ingested()
    planned: list[tuple[Knowledge, Sequence[Batch]]] = []
    settled: list[str] = []
    if flows:
        recogniser = Recogniser(duck)
        context, found, _ = plan_flow_logs(duck, flows, recogniser, done, progress, max_bytes=shard_bytes)
        planned.append((context, found.batches))
        settled = recogniser.settled()
    if queries:
        answers, found = plan_query_logs(duck, queries, done, progress, max_bytes=shard_bytes)
        planned.append((answers, found.batches))
    if is_again:
        planned = [(context, [batch for batch in batches if batch.taken_back]) for context, batches in planned]
    buckets = [place.buckets for place in (flows, queries) if place and place.buckets]
    readers = {(each.bucket, each.prefix): each for bucket in buckets for each in bucket.readers()}
    return seal(planned, settled, tuple(readers.values())), done
