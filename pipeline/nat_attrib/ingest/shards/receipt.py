"""The receipt: what one attempt at a shard made, written last, so that what has one is whole."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nat_attrib.errors import NatAttribError
from nat_attrib.ingest.fetch import FetchedObject
from nat_attrib.ingest.plan import again
from nat_attrib.ingest.reduce import Outcome
from nat_attrib.ingest.shards.manifest import to_row

if TYPE_CHECKING:
    from nat_attrib.depot import Depot
    from nat_attrib.ingest.shards.manifest import Manifest, Shard

NAME = "receipt.json"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One complete attempt."""

    plan_hash: str
    shard: int
    attempt: str
    program_version: str
    context: str
    """What the objects were reduced with, as JSON."""
    tables: dict[str, dict[str, str]]
    """Per table of reduce the number of rows and the sum of each number column, as text: JSON numbers are inexact."""
    objects: tuple[dict[str, Any], ...]
    """Ledger rows."""
    problem: str | None = None
    """Why nothing was reduced: objects that must be read again are gone. The ledger stays as it is."""

    @property
    def folder(self) -> str:
        """Where the attempt lies in its depot."""
        return f"{self.plan_hash}/{self.shard}/{self.attempt}"

    def failures(self) -> int:
        """Return how many objects could not be read."""
        return sum(row["status"] == "failed" for row in self.objects)

    def to_json(self) -> str:
        """Return the content as JSON."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """Return the receipt that `to_json` wrote.

        Raises:
            ValueError, TypeError, KeyError: the text is none.
        """
        content = json.loads(text)
        return cls(**{**content, "objects": tuple(content["objects"])})

    def outcomes(self, kind: str) -> list[Outcome]:
        """Return what became of each object, as reduce said it."""
        return [
            Outcome(
                FetchedObject(again({**row, "kind": kind}), None),
                row["status"],
                row["flow_log_id"],
                row["rows_read"],
                row["rows_rejected"],
                row["reason"],
            )
            for row in self.objects
        ]


def object_row(outcome: Outcome) -> dict[str, Any]:
    """Return an object's ledger row for a receipt."""
    return {
        **to_row(outcome.fetched.found),
        "status": outcome.status,
        "flow_log_id": outcome.flow_log_id,
        "rows_read": outcome.rows_read,
        "rows_rejected": outcome.rows_rejected,
        "reason": outcome.reason,
    }


def attempts(store: Depot, plan_hash: str) -> dict[int, list[str]]:
    """Return the complete attempts of each shard of a plan, by number, in fixed order."""
    found: dict[int, list[str]] = {}
    for name in store.names(plan_hash):
        parts = name.split("/")
        if len(parts) == 4 and parts[3] == NAME and parts[1].isdecimal():
            found.setdefault(int(parts[1]), []).append(parts[2])
    return {number: sorted(names) for number, names in sorted(found.items())}


def read(store: Depot, made: Manifest, shard: Shard, attempt: str) -> Receipt:
    """Read a receipt and hold it against the manifest.

    Raises:
        NatAttribError: it is not what a run of this shard writes.
    """
    where = f"{made.plan_hash}/{shard.number}/{attempt}/{NAME}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        store.fetch(where, path)
        try:
            found = Receipt.from_json(path.read_text("utf-8"))
            asked = sorted((each.source, each.key) for each in shard.batch.objects)
            is_right = (
                (found.plan_hash, found.shard, found.attempt) == (made.plan_hash, shard.number, attempt)
                and (found.program_version, found.context) == (made.program_version, made.contexts[shard.kind])
                and (found.problem is not None or sorted((row["source"], row["key"]) for row in found.objects) == asked)
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            is_right = False
    if not is_right:
        raise NatAttribError(
            f"{where} in {store.text} is no receipt of this plan; delete that folder and run it again."
        )
    return found
