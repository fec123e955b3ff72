"""Where logs lie, and the objects that were found there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from nat_attrib.errors import UsageError
from nat_attrib.ingest import names
from nat_attrib.window import Window

if TYPE_CHECKING:
    from datetime import datetime

LOOKBACK = timedelta(hours=3)
"""How much earlier than the window an object may be named and still be read: delivery is best effort."""
LOOKAHEAD = timedelta(hours=2)
"""How much later: a record is in the object of the minutes in which it ended."""

_S3 = re.compile(r"(?:s3://|arn:[a-z-]+:s3:::)(?P<bucket>[^/]*)(?:/(?P<prefix>.*))?", re.DOTALL)
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}", re.ASCII)
_OBJECT = re.compile(r"\.(?:gz|parquet|log)$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """A place the user named: part of a bucket, or a folder or file here."""

    text: str
    """As the user gave it; the ledger's `source`."""
    bucket: str | None = None
    """The bucket; None for a local place."""
    prefix: str = ""
    """Prefix of the keys: empty, or ends with `/`, or is one object's whole key."""
    path: Path | None = None
    """The local folder or file; None for a bucket."""
    kind: str = names.FLOW_LOG
    """What is looked for there: `flow_log` or `query_log`."""

    @property
    def folder(self) -> str:
        """What AWS calls the folder of this kind of log."""
        return names.FOLDERS[self.kind]

    @classmethod
    def parse(cls, text: str, kind: str = names.FLOW_LOG) -> Source:
        """Return the source that `s3://bucket/prefix`, `arn:aws:s3:::bucket/prefix` or a local path means.

        Raises:
            UsageError: the text names no bucket, or another scheme.
        """
        if found := _S3.fullmatch(text):
            if not _BUCKET.fullmatch(found["bucket"]):
                raise UsageError(f"{text!r} names no bucket; write s3://bucket/prefix or a local folder.")
            prefix = (found["prefix"] or "").strip("/")
            is_folder = prefix and not _OBJECT.search(prefix)
            return cls(text, bucket=found["bucket"], prefix=f"{prefix}/" if is_folder else prefix, kind=kind)
        if "://" in text or not text:
            raise UsageError(f"{text!r} is no place to read logs from; write s3://bucket/prefix or a local folder.")
        return cls(text, path=Path(text).expanduser(), kind=kind)

    def below(self, folder: str) -> Source:
        """Return the source of a folder, which ends with `/`, in this part of a bucket."""
        return replace(self, text=f"s3://{self.bucket}/{self.prefix}{folder}", prefix=self.prefix + folder)


@dataclass(frozen=True, slots=True)
class FoundObject:
    """One object that may hold records of the wanted kind."""

    object_id: str
    """Identity: the AWS file name wherever it lies; else the path under the source, `#`, and the size.

    In Security Lake the path from `VPC_FLOW` on stands for the path under the source. Query logs without an AWS name
    have `query_log:` before that: a folder may be read as both.
    """
    source: str
    """The source's text."""
    key: str
    """Path relative to the source."""
    size_bytes: int
    etag: str | None = None
    """Without quotes; None for local files."""
    local_path: Path | None = None
    bucket: str | None = None
    full_key: str | None = None
    """Key in the bucket."""
    account_id: str | None = None
    """From the AWS file name, as are the three that follow; None where the name is not AWS's."""
    region: str | None = None
    flow_log_id: str | None = None
    object_time: datetime | None = None
    foreign: str | None = None
    """Why its name already shows that it is not of the wanted kind; such an object is never opened."""
    kind: str = names.FLOW_LOG
    """The source's kind."""
    lake_log: str | None = None
    """In Security Lake: its source and source version, such as `VPC_FLOW/2.0`."""

    @property
    def is_unnamed(self) -> bool:
        """Whether neither AWS nor Security Lake named it: its path under the source and its size are its identity."""
        return self.object_time is None and self.lake_log is None

    @property
    def address(self) -> str:
        """Where it lies, for people."""
        return f"s3://{self.bucket}/{self.full_key}" if self.bucket else str(self.local_path)

    def with_size(self, size_bytes: int, etag: str | None) -> FoundObject:
        """Return the object as it is after somebody wrote over it."""
        changed = replace(self, size_bytes=size_bytes, etag=etag)
        if self.object_time:
            return changed
        return replace(changed, object_id=self.object_id.rpartition("#")[0] + f"#{size_bytes}")


def in_bucket(source: Source, full_key: str, size_bytes: int, etag: str | None) -> FoundObject | None:
    """Return the object of a listing; None for a marker that only stands for a folder."""
    key = full_key.removeprefix(source.prefix) or full_key.rpartition("/")[2]
    if names.is_marker(full_key, size_bytes):
        return None
    found = _named(source, key, size_bytes, full_key)
    return replace(found, bucket=source.bucket, full_key=full_key, etag=(etag or "").strip('"') or None)


def in_folder(source: Source, key: str, size_bytes: int, path: Path) -> FoundObject:
    """Return the object that a local file is; `key` is its path under the source, with `/` between folders."""
    return replace(_named(source, key, size_bytes, path.absolute().as_posix()), local_path=path)


def reach(window: Window, lookback: timedelta = LOOKBACK) -> Window:
    """Return the stretch of name times whose objects may hold records of the window."""
    return Window(window.since - lookback, window.until + LOOKAHEAD)


def is_wanted(found: FoundObject, reached: Window) -> bool:
    """Tell whether the object may hold records of the window; without a time in its name it may."""
    return found.object_time is None or reached.since <= found.object_time < reached.until


def _named(source: Source, key: str, size_bytes: int, full_path: str) -> FoundObject:
    """Return the object with what its name, or in Security Lake its whole path, says."""
    file_name = key.rpartition("/")[2]
    if aws := names.parse(file_name, source.kind):
        return FoundObject(
            object_id=file_name,
            source=source.text,
            key=key,
            size_bytes=size_bytes,
            account_id=aws.account_id,
            region=aws.region,
            flow_log_id=aws.flow_log_id,
            object_time=aws.object_time,
            kind=source.kind,
        )
    lake = names.parse_lake(full_path, source.kind)
    return FoundObject(
        object_id=_plain_id(source.kind, lake.tail if lake else key, size_bytes),
        source=source.text,
        key=key,
        size_bytes=size_bytes,
        account_id=lake.account_id if lake else None,
        region=lake.region if lake else None,
        lake_log=lake.log if lake else None,
        foreign=names.foreign(file_name, source.kind),
        kind=source.kind,
    )


def _plain_id(kind: str, key: str, size_bytes: int) -> str:
    """Return the identity of an object without an AWS name."""
    return f"{key}#{size_bytes}" if kind == names.FLOW_LOG else f"{kind}:{key}#{size_bytes}"
