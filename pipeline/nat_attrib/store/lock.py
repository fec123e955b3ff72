"""The lock beside the file: one run at a time, which says who it is."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nat_attrib.errors import LockedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `PATH.lock` for the length of the block; the kernel lets go of it however the process ends.

    Raises:
        LockedError: another run holds it; the sentence says which process, and since when.
        OSError: the lock file cannot be made.
    """
    with path.with_name(path.name + ".lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            holder = handle.read().strip() or "another run"
            raise LockedError(f"{path} is being written by {holder}; wait for it to end.") from error
        handle.truncate(0)
        handle.write(f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)
