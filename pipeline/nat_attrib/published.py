"""The file in a bucket: fetched before a run, put back after it, and never over what another run has put there."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nat_attrib.depot import BucketDepot, ChangedError, split
from nat_attrib.errors import LockedError, NatAttribError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def published(place: str, db: Path) -> Iterator[None]:
    """Bring `place` to `db` where it is newer, and put `db` there when the block ends well.

    A task that lost its disk goes on from the published file. Which version `db` came from is remembered beside it, so
    that what a run could not put back is not fetched over.

    Args:
        place: `s3://bucket/key`.
        db: the file on this machine.

    Raises:
        UsageError: the place names no object.
        LockedError: another run has put its file there meanwhile; nothing was put back.
        NatAttribError: S3 refused, or `db` is a file of its own that would be lost.
    """
    store, name = split(place)
    if not isinstance(store, BucketDepot):
        raise UsageError(f"--publish {place} is no place in S3; write s3://bucket/name.duckdb.")
    base = _fetch(store, name, place, db)
    yield
    condition = {"IfMatch": base} if base else {"IfNoneMatch": "*"}
    try:
        now = store.put_if(name, db, **condition)
    except ChangedError as error:
        raise LockedError(
            f"Another run has published {place} meanwhile; nothing was put back and nothing is lost: run again."
        ) from error
    _remember(db, place, now)


def _fetch(store: BucketDepot, name: str, place: str, db: Path) -> str | None:
    """Return the version that `db` begins from; None where nothing is published."""
    now, known = store.etag(name), _known(db, place)
    if now is None or (db.exists() and now == known):
        return now
    if db.exists() and known is None:
        raise NatAttribError(f"{db} is not the file of {place}, which would replace it; name another one with --db.")
    db.parent.mkdir(parents=True, exist_ok=True)
    coming = db.with_name(db.name + ".fetched")
    try:
        now = store.fetch_with_etag(name, coming)
        coming.replace(db)
    finally:
        coming.unlink(missing_ok=True)
    _remember(db, place, now)
    return now


def _beside(db: Path) -> Path:
    return db.with_name(db.name + ".published")


def _known(db: Path, place: str) -> str | None:
    """Return the version of `place` that the file here was last equal to."""
    try:
        said = json.loads(_beside(db).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return said.get("etag") if isinstance(said, dict) and said.get("place") == place else None


def _remember(db: Path, place: str, etag: str) -> None:
    _beside(db).write_text(json.dumps({"place": place, "etag": etag}), encoding="utf-8")
