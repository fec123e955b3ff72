"""Merges a snapshot into `inventory_snapshot`, `inventory_resource` and the tables `inventory_*` made of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from nat_attrib import sqlfiles
from nat_attrib.inventory.items import text
from nat_attrib.inventory.kinds import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Collection

    from nat_attrib.duck import Duck
    from nat_attrib.inventory.snapshot import Snapshot


def load(duck: Duck, snapshot: Snapshot) -> list[str]:
    """Merge a snapshot in one transaction; loading it twice equals once, and snapshots may come in any order of time.

    A resource's rows say at which looks it was in which state. A look that is older than others is put between them:
    it lengthens the state before or after it where the content is the same, and splits a state that it contradicts.
    A kind without an answer changes nothing; a kind answered in part takes no resource for gone.

    Returns:
        What a reader should know, one sentence each: what was denied, missing or not read.
    """
    answers = pl.DataFrame(
        [
            (a.account_id, a.region, a.kind, len(a.items or ()), a.note, a.items is not None, a.note is None)
            for a in snapshot.answers
        ],
        schema={
            "account_id": pl.String,
            "region": pl.String,
            "kind": pl.String,
            "resources": pl.Int64,
            "note": pl.String,
            "is_answered": pl.Boolean,
            "is_whole": pl.Boolean,
        },
        orient="row",
    )
    resources = pl.DataFrame(
        [
            (a.account_id, a.region, a.kind, name, text(BY_NAME[a.kind], item))
            for a in snapshot.answers
            for name, item in (a.items or {}).items()
        ],
        schema=["account_id", "region", "kind", "resource_id", "content"],
        schema_overrides=dict.fromkeys(["account_id", "region", "kind", "resource_id", "content"], pl.String),
        orient="row",
    )
    seen_at = _utc(snapshot.seen_at)
    with duck.frame("inventory_answer", answers), duck.frame("inventory_answer_item", resources), duck.transaction():
        duck.run("stages/inventory/look", seen_at=seen_at)
        duck.run("stages/inventory/merge", seen_at=seen_at)
        duck.run("stages/inventory/record", seen_at=seen_at)
        spread(duck, {answer.kind for answer in snapshot.answers})
    return snapshot.notes()


def spread(duck: Duck, kinds: Collection[str] = BY_NAME) -> None:
    """Write the tables `inventory_*` anew from `inventory_resource`: columns, since JSON takes long to read.

    Args:
        duck: the working copy.
        kinds: those that may have changed; the tables of others stay as they are.
    """
    for name in sqlfiles.names("stages/inventory/spread"):
        taken = _taken(name)
        if not taken or not taken.isdisjoint(kinds):
            duck.run(name)


@cache
def _taken(name: str) -> frozenset[str]:
    """Return the kinds that a file of `sql/` takes; none where it makes a table of other tables."""
    return frozenset(re.findall(r"\bkind = '(\w+)'", sqlfiles.text(name)))


def _utc(time: datetime) -> datetime:
    """Return the time as the file holds it: UTC, without a zone."""
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
