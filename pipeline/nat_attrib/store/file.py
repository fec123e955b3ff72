"""Copy, extend, rename: one writer works on `PATH.work` while any number of analysts read PATH.

A run that is killed leaves PATH as it was. What it had committed to `PATH.work` is taken up by the next run, if
that copy was made from the PATH that is still there (`meta.base_generation` and `base_file` against PATH).
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nat_attrib import __version__
from nat_attrib.duck import Duck, Error, FatalException, IOException, OutOfMemoryException, connect
from nat_attrib.errors import NatAttribError, UsageError
from nat_attrib.store.copies import discard, publish, publish_empty, resume_or_copy, spill_of, work_of
from nat_attrib.store.lock import locked
from nat_attrib.store.schema import SCHEMA_VERSION, fact, install, sql_hash, state, version

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def writing(
    path: Path, *, memory_limit: str | None = None, threads: int | None = None, resume: bool = True
) -> Iterator[Duck]:
    """Open the working copy of `path`, and publish it over `path` when the block ends well.

    When the block raises, nothing is published; what was committed stays in the working copy for the next run. What
    others write into PATH while the block runs is replaced with it.

    Args:
        path: the file; made when it does not exist.
        memory_limit: see `duck.connect`.
        threads: see `duck.connect`.
        resume: go on with what a killed run left; False starts from PATH.

    Raises:
        LockedError: another run works on the same file.
        NatAttribError: the file cannot be opened or written, or belongs to another program.
    """
    path = _real(path)
    if not path.parent.is_dir():
        raise UsageError(f"The folder {path.parent} does not exist; create it or name another file with --db.")
    with ExitStack() as held:
        with _said_of(path):
            held.enter_context(locked(path))
            if not path.exists():
                publish_empty(path)
            is_resumed = resume_or_copy(path, resume=resume)
        duck = _open_work(path, memory_limit, threads)
        try:
            install(duck)
            yield duck
            state(duck, generation=int(fact(duck, "base_generation") or 0) + 1)
            duck.execute("checkpoint")
        except Error as error:
            if is_resumed and not isinstance(error, OutOfMemoryException):
                # It may be damaged: the next run must not fail on it for ever.
                discard(path)
            if isinstance(error, OutOfMemoryException):
                raise NatAttribError(f"Memory ran out ({_first_line(error)}); raise --memory-limit.") from error
            # A damaged block is an error without a kind of its own; mistakes in SQL all have one.
            if isinstance(error, (IOException, FatalException)) or type(error) is Error:
                raise NatAttribError(
                    f"The working copy of {path} failed ({_first_line(error)}); {path} is as it was: "
                    "see that the disk has room and run again."
                ) from error
            raise
        finally:
            duck.close()
            shutil.rmtree(spill_of(path), ignore_errors=True)
        with _said_of(path):
            publish(path)


@contextmanager
def reading(path: Path, *, memory_limit: str | None = None) -> Iterator[Duck]:
    """Open the published file for reading; a file of an older release is upgraded first.

    Raises:
        UsageError: there is no such file.
        NatAttribError: it is not a nat-attrib file, or a newer release wrote it.
    """
    path = _real(path)
    if not path.exists():
        raise UsageError(f"There is no {path}; make it with nat-attrib run, or name another file with --db.")
    duck = _open_published(path, memory_limit)
    try:
        found = version(duck)
        if found is None:
            raise NatAttribError(f"{path} is not a nat-attrib file; name another one with --db.")
        if found > SCHEMA_VERSION:
            raise NatAttribError(f"{path} has schema version {found}, newer than this nat-attrib; install a newer one.")
        if found < SCHEMA_VERSION or _has_older_macros(duck):
            duck.close()
            _upgrade(path, is_needed=found < SCHEMA_VERSION)
            duck = _open_published(path, memory_limit)
        yield duck
    finally:
        duck.close()


def _upgrade(path: Path, *, is_needed: bool) -> None:
    """Publish `path` with today's tables, views and macros; without need, only where nothing stands in the way."""
    # What a killed run left is not taken up: it would be published half done.
    with suppress(*(() if is_needed else (NatAttribError,))), writing(path, resume=False):
        pass


def _has_older_macros(duck: Duck) -> bool:
    """Tell whether another release, and not a newer one, installed the views and macros."""
    by = fact(duck, "program_version") or ""
    return fact(duck, "sql_hash") != sql_hash() and _numbers(by) <= _numbers(__version__)


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", release)[:3])


def _real(path: Path) -> Path:
    """Return what a symbolic link stands for: the rename must replace the file, and both names share one lock."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise NatAttribError(
            f"{path} cannot be written ({error.filename or path}: {error.strerror}); "
            "give access to its folder, make room, or name another file with --db."
        ) from error
    except Error as error:
        raise NatAttribError(f"{path} cannot be written ({_first_line(error)}); see that the disk has room.") from error


def _open_work(path: Path, memory_limit: str | None, threads: int | None) -> Duck:
    try:
        return connect(work_of(path), memory_limit=memory_limit, threads=threads, spill_directory=spill_of(path))
    except Error as error:
        what = "check --memory-limit" if memory_limit else "run again"
        raise NatAttribError(f"The working copy of {path} cannot be opened ({_first_line(error)}); {what}.") from error


def _open_published(path: Path, memory_limit: str | None) -> Duck:
    try:
        return connect(path, read_only=True, memory_limit=memory_limit)
    except Error as error:
        told = _first_line(error)
        what = "" if "not a valid DuckDB" in told else "close the program that has it open for writing, or "
        raise NatAttribError(f"{path} cannot be opened ({told}); {what}name another file with --db.") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
