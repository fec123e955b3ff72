"""The manifest: a plan that other machines can work on, as one JSON file."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
import zlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nat_attrib import __version__
from nat_attrib.access import Reader
from nat_attrib.accounts import Role
from nat_attrib.depot import FolderDepot, is_inside, split
from nat_attrib.errors import NatAttribError, UsageError
from nat_attrib.ingest.context import Context
from nat_attrib.ingest.names import FLOW_LOG, QUERY_LOG
from nat_attrib.ingest.plan import Batch, again
from nat_attrib.ingest.query_reduce import QueryContext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nat_attrib.ingest.objects import FoundObject
    from nat_attrib.ingest.plan import Knowledge

_FORMAT = 1
_KNOWLEDGE: dict[str, Callable[[str], Knowledge]] = {FLOW_LOG: Context.from_json, QUERY_LOG: QueryContext.from_json}


@dataclass(frozen=True, slots=True)
class Shard:
    """Objects that one worker reads alone; committed as one batch."""

    number: int
    kind: str
    batch: Batch


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a worker must know, and that the results are held against."""

    plan_hash: str
    """Hash of objects, contexts and program version: results of another plan are never mixed in."""
    program_version: str
    contexts: dict[str, str]
    """What the objects of each kind are reduced with, as JSON."""
    settled: tuple[str, ...]
    """The ENIs that the inventory shows: no worker looks there for a NAT gateway."""
    shards: tuple[Shard, ...]
    readers: tuple[Reader, ...] = ()
    """Whose credentials read the buckets, where a worker's own do not: roles by name, never what lets in."""

    def knowledge(self, kind: str) -> Knowledge:
        """Return what the objects of a kind are reduced with."""
        return _KNOWLEDGE[kind](self.contexts[kind])

    def shard(self, number: int) -> Shard:
        """Return a shard by its number.

        Raises:
            NatAttribError: there is none.
        """
        if not 0 <= number < len(self.shards):
            raise NatAttribError(f"There is no shard {number}; the manifest has {len(self.shards)}, from 0 on.")
        return self.shards[number]


def seal(
    planned: Sequence[tuple[Knowledge, Sequence[Batch]]], settled: Sequence[str] = (), readers: Sequence[Reader] = ()
) -> Manifest:
    """Return the manifest of what is to be read of each kind, a shard for each batch.

    Args:
        planned: what to read, and what with.
        settled: see `Manifest`.
        readers: see `Manifest`.
    """
    shards = [(context.kind, batch) for context, batches in planned for batch in batches]
    contexts = {context.kind: context.to_json() for context, _ in planned}
    numbered = tuple(Shard(number, kind, batch) for number, (kind, batch) in enumerate(shards))
    unsealed = Manifest("", __version__, contexts, tuple(settled), numbered, tuple(readers))
    return replace(unsealed, plan_hash=_hash(_content(unsealed)))


def save(made: Manifest, place: str) -> None:
    """Write a manifest to a local path or `s3://bucket/name`; packed when its name ends with `.gz`.

    Raises:
        NatAttribError: it cannot be written.
    """
    content = {**_content(made), "plan_hash": made.plan_hash}
    text = json.dumps(content, indent=1).encode()
    store, name = split(place)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "manifest"
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        store.put(name, path)


def load(place: str) -> Manifest:
    """Read a manifest from where `save` wrote it.

    Raises:
        UsageError: it is not there.
        NatAttribError: it is no manifest, was changed, or another version of the program wrote it.
    """
    store, name = split(place)
    if isinstance(store, FolderDepot) and not (store.folder / name).is_file():
        raise UsageError(f"There is no manifest {place}; make it with nat-attrib shards write.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "manifest"
        store.fetch(name, path)
        content = path.read_bytes()
    try:
        text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        return _loaded(place, json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError, zlib.error) as error:
        raise NatAttribError(f"{place} is no manifest of shards; make one with nat-attrib shards write.") from error


def _loaded(place: str, content: dict[str, Any]) -> Manifest:
    if content["program_version"] != __version__:
        raise NatAttribError(
            f"{place} is of nat-attrib {content['program_version']} and this is {__version__}; "
            "use one version for shards write, run and merge."
        )
    plan_hash = content.pop("plan_hash")
    if _hash(content) != plan_hash:
        raise NatAttribError(f"{place} was changed after it was written; make it again with nat-attrib shards write.")
    shards = tuple(
        Shard(number, row["kind"], Batch(tuple(_object(each, row["kind"]) for each in row["objects"]), _ids(row)))
        for number, row in enumerate(content["shards"])
    )
    readers = tuple(
        Reader(row["bucket"], row["prefix"], Role(**row["role"]) if row["role"] else None) for row in content["readers"]
    )
    return Manifest(
        plan_hash, content["program_version"], content["contexts"], tuple(content["settled"]), shards, readers
    )


def _ids(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["taken_back"])


def to_row(found: FoundObject) -> dict[str, Any]:
    """Return what identifies an object, for JSON."""
    return {"source": found.source, "key": found.key, "size_bytes": found.size_bytes, "etag": found.etag}


def _object(row: dict[str, Any], kind: str) -> FoundObject:
    # A key is a path below its source: a changed manifest must not reach other files of the worker.
    if not is_inside(row["key"]) and "://" not in row["source"] and not row["source"].startswith("arn:"):
        raise NatAttribError(f"The manifest names {row['key']!r}, which is not below its source; make it again.")
    return again({**row, "kind": kind})


def _content(made: Manifest) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "program_version": made.program_version,
        "contexts": made.contexts,
        "settled": list(made.settled),
        # An external id is no secret (IAM User Guide, "Access to AWS accounts owned by third parties").
        "readers": [asdict(reader) for reader in made.readers],
        "shards": [
            {
                "kind": shard.kind,
                "size_bytes": shard.batch.size_bytes,
                "taken_back": list(shard.batch.taken_back),
                "objects": [to_row(found) for found in shard.batch.objects],
            }
            for shard in made.shards
        ],
    }


def _hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]
