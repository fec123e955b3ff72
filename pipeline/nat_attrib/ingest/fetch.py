"""Brings objects to local files, a bounded number of bytes ahead of the reader."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Self

from nat_attrib.errors import BadObjectError
from nat_attrib.ingest.download import Downloader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from nat_attrib.ingest.objects import FoundObject

THREADS = 16
AHEAD_BYTES = 512 * 2**20
"""Bytes that may lie in the spool beyond the batch that is being read."""

_AHEAD_BATCHES = 8
"""And as many batches, however small: each object costs a thread's turn and a file."""
_SUFFIX = re.compile(r"(?:\.log)?(?:\.gz)?(?:\.parquet)?$", re.ASCII)
# DuckDB takes these in a path for patterns.
_PATTERN = re.compile(r"[*?\[\]{}]")


@dataclass(frozen=True, slots=True)
class FetchedObject:
    """An object with the local file that holds it, or the reason why there is none."""

    found: FoundObject
    """As it was when it was read: one that was written over since the listing has its new size and ETag."""
    path: Path | None
    """Without characters that DuckDB takes for a pattern; gone once the next batch is asked for."""
    error: str | None = None
    """A sentence, where `path` is None."""


@dataclass(slots=True)
class _Spooled:
    size_bytes: int
    files: list[Future[FetchedObject]]


@dataclass(slots=True)
class Fetcher:
    """Fetches batches in order while the reader works on the one before. Use it as a context manager.

    Objects from S3 are downloaded to a folder of their own under `spool`, which is removed at the end; local files are
    read where they lie. An object that cannot be fetched never stops another.
    """

    client: Any | None
    """A boto3 S3 client; None when all objects are local."""
    sources: Iterable[Sequence[FoundObject]]
    """The batches; taken only as far as there is room."""
    spool: Path | None = None
    """Where the folder is made; the system's temporary folder when None."""
    threads: int = THREADS
    ahead_bytes: int = AHEAD_BYTES
    """Bytes that may be fetched ahead; the next batch is fetched ahead however large it is."""
    wait: Callable[[float], object] | None = None
    """Called with the seconds to wait before another try; None waits."""
    _stop: Event = field(default_factory=Event, init=False)
    _folder: Path | None = field(default=None, init=False)
    _pool: ThreadPoolExecutor | None = field(default=None, init=False)
    _numbers: Iterator[int] = field(default_factory=count, init=False)

    def __enter__(self) -> Self:
        if self.spool:
            self.spool.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="nat-attrib-spool-", dir=self.spool))
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="fetch")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._pool is not None
        assert self._folder is not None
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def batches(self) -> Iterator[list[FetchedObject]]:
        """Yield the batches in order; a batch's files are deleted when the next one is asked for.

        Raises:
            NatAttribError: the spool folder is full.
        """
        rest: deque[Sequence[FoundObject]] = deque()
        coming = iter(self.sources)
        ahead: deque[_Spooled] = deque()
        while self._fill(ahead, rest, coming):
            current = ahead.popleft()
            self._fill(ahead, rest, coming)
            batch = [each.result() for each in current.files]
            yield batch
            self._delete(batch)

    def _fill(
        self, ahead: deque[_Spooled], rest: deque[Sequence[FoundObject]], coming: Iterator[Sequence[FoundObject]]
    ) -> bool:
        """Start batches until the bytes ahead reach the bound, at least one; tell whether any is under way.

        `rest` holds the batch that was taken from `coming` and found no room.
        """
        assert self._pool is not None
        while len(ahead) < _AHEAD_BATCHES:
            rest.extend(islice(coming, 0 if rest else 1))
            if not rest:
                break
            size_bytes = sum(found.size_bytes for found in rest[0])
            if ahead and size_bytes + sum(batch.size_bytes for batch in ahead) > self.ahead_bytes:
                break
            ahead.append(_Spooled(size_bytes, [self._pool.submit(self._fetch, found) for found in rest.popleft()]))
        return bool(ahead)

    def _fetch(self, found: FoundObject) -> FetchedObject:
        """Return the object with its file; runs in a thread."""
        assert self._folder is not None
        # Names under which nothing of a hostile key is left but its known suffix.
        suffix = _SUFFIX.search(found.key)
        target = self._folder / f"{next(self._numbers):08d}{suffix[0] if suffix else ''}"
        try:
            if found.bucket is None:
                return _local(found, target)
            now = Downloader(self.client, self.wait or self._stop.wait).download(found, target)
        except BadObjectError as error:
            target.unlink(missing_ok=True)
            return FetchedObject(found, None, str(error))
        return FetchedObject(now, target)

    def _delete(self, batch: list[FetchedObject]) -> None:
        """Delete what was spooled for a batch."""
        for fetched in batch:
            if fetched.path and fetched.path.parent == self._folder:
                fetched.path.unlink(missing_ok=True)


def _local(found: FoundObject, target: Path) -> FetchedObject:
    """Return a local file where it lies, or a link to it where DuckDB would misread its path."""
    path = found.local_path
    assert path is not None
    try:
        size_bytes = path.stat().st_size
        if not os.access(path, os.R_OK):
            raise BadObjectError(f"{path} may not be read; give the user that runs nat-attrib access to it.")
    except OSError as error:
        raise BadObjectError(f"{path} cannot be read ({error.strerror}).") from error
    now = found if size_bytes == found.size_bytes else found.with_size(size_bytes, None)
    if not _PATTERN.search(str(path)):
        return FetchedObject(now, path)
    with contextlib.suppress(OSError):
        target.symlink_to(path.absolute())
        return FetchedObject(now, target)
    # Where links need a privilege, as on Windows.
    shutil.copyfile(path, target)
    return FetchedObject(now, target)
