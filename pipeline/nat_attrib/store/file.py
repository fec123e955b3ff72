"""Copy, extend, rename: one writer works on `PATH.work` while any number of analysts read PATH.

A run that is killed leaves PATH as it was. What it had committed to `PATH.work` is taken up by the next run, if
that copy was made from the PATH that is still there (`meta.base_generation` against `meta.generation`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nat_attrib.duck import Duck, Error, connect
from nat_attrib.errors import LockedError, NatAttribError, UsageError
from nat_attrib.store.schema import SCHEMA_VERSION, fact, install, state, version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def writing(path: Path, *, memory_limit: str | None = None, threads: int | None = None) -> Iterator[Duck]:
    """Open the working copy of `path`, and publish it over `path` when the block ends well.

    When the block raises, nothing is published; what was committed stays in the working copy for the next run.

    Raises:
        LockedError: another run works on the same file.
        NatAttribError: the file cannot be opened or belongs to another program.
    """
    if not path.parent.is_dir():
        raise UsageError(f"The folder {path.parent} does not exist; create it or name another file with --db.")
    with _lock(path):
        if not path.exists():
            _publish_empty(path)
        _resume_or_copy(path)
        duck = connect(_work(path), memory_limit=memory_limit, threads=threads, spill_directory=_spill(path))
        try:
            install(duck)
            yield duck
            state(duck, generation=int(fact(duck, "base_generation") or 0) + 1)
            duck.execute("checkpoint")
        finally:
            duck.close()
            shutil.rmtree(_spill(path), ignore_errors=True)
        _replace(_work(path), path)


@contextmanager
def reading(path: Path, *, memory_limit: str | None = None) -> Iterator[Duck]:
    """Open the published file for reading; a file of an older release is upgraded first.

    Raises:
        UsageError: there is no such file.
        NatAttribError: it is not a nat-attrib file, or a newer release wrote it.
    """
    if not path.exists():
        raise UsageError(f"There is no {path}; make it with nat-attrib run, or name another file with --db.")
    duck = _open_published(path, memory_limit)
    found = version(duck)
    if found is None:
        duck.close()
        raise NatAttribError(f"{path} is not a nat-attrib file; name another one with --db.")
    if found < SCHEMA_VERSION:
        duck.close()
        with writing(path):
            pass
        duck = _open_published(path, memory_limit)
    try:
        if found > SCHEMA_VERSION:
            raise NatAttribError(f"{path} has schema version {found}, newer than this nat-attrib; install a newer one.")
        yield duck
    finally:
        duck.close()


def _open_published(path: Path, memory_limit: str | None) -> Duck:
    try:
        return connect(path, read_only=True, memory_limit=memory_limit)
    except Error as error:
        raise NatAttribError(f"{path} cannot be opened ({_first_line(error)}); name another file with --db.") from error


def _work(path: Path) -> Path:
    return path.with_name(path.name + ".work")


def _spill(path: Path) -> Path:
    return path.with_name(path.name + ".spill")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.with_name(path.name + ".lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
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


def _publish_empty(path: Path) -> None:
    """Publish an empty file, so that a missing PATH always means: start over."""
    _discard(path)
    duck = connect(_work(path))
    install(duck)
    duck.execute("checkpoint")
    duck.close()
    _replace(_work(path), path)


def _resume_or_copy(path: Path) -> None:
    """Leave a working copy of `path`: the leftover of a killed run if it is of this generation, else a fresh one."""
    # Copied under another name first: a copy that was cut short must never look like a working copy. PATH itself is
    # never opened here, so that an analyst who holds it (even for writing) does not block a run.
    copy = path.with_name(path.name + ".copy")
    copy.with_name(copy.name + ".wal").unlink(missing_ok=True)
    shutil.copyfile(path, copy)
    generation = _fact_of(copy, "generation")
    if generation is None:
        copy.unlink()
        raise NatAttribError(f"{path} is not a nat-attrib file; name another one with --db.")
    if _work(path).exists() and _fact_of(_work(path), "base_generation") == generation:
        copy.unlink()
        return
    _discard(path, keep=copy)
    duck = connect(copy)
    state(duck, base_generation=generation)
    duck.execute("checkpoint")
    duck.close()
    _replace(copy, _work(path))


def _fact_of(path: Path, key: str) -> str | None:
    """Return a row of `meta` of a file that nobody else has open; None when it is not such a file."""
    try:
        duck = connect(path)
    except Error:
        return None
    try:
        return fact(duck, key)
    except Error:
        return None
    finally:
        duck.close()


def _discard(path: Path, keep: Path | None = None) -> None:
    for suffix in (".work", ".work.wal", ".copy", ".copy.wal"):
        leftover = path.with_name(path.name + suffix)
        if leftover != keep:
            leftover.unlink(missing_ok=True)
    shutil.rmtree(_spill(path), ignore_errors=True)


def _replace(new: Path, old: Path) -> None:
    """Put `new` in the place of `old` so that after a power cut either the one or the other is there, whole."""
    with new.open("rb") as handle:
        os.fsync(handle.fileno())
    new.replace(old)
    folder = os.open(old.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
