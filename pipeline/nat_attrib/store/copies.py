"""The files beside PATH: the working copy, how it comes to be, and how it takes PATH's place."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from nat_attrib.duck import Error, connect
from nat_attrib.errors import NatAttribError
from nat_attrib.store.schema import SCHEMA_VERSION, install, state

if TYPE_CHECKING:
    from pathlib import Path


def work_of(path: Path) -> Path:
    """Return the name of the working copy."""
    return beside(path, ".work")


def spill_of(path: Path) -> Path:
    """Return the folder for work that is larger than memory."""
    return beside(path, ".spill")


def beside(path: Path, suffix: str) -> Path:
    """Return PATH with a suffix after its own."""
    return path.with_name(path.name + suffix)


def publish_empty(path: Path) -> None:
    """Publish an empty file, so that a missing PATH always means: start over."""
    discard(path)
    duck = connect(work_of(path))
    install(duck)
    duck.execute("checkpoint")
    duck.close()
    publish(path)


def publish(path: Path) -> None:
    """Put the closed working copy in PATH's place; after a power cut either the one or the other is there, whole."""
    # A write-ahead log is found by name: one that an analyst's session left would make the new file unreadable. It goes
    # before the rename, so that a kill in between leaves a file that opens; the working copy has what it held.
    beside(path, ".wal").unlink(missing_ok=True)
    _replace(work_of(path), path)


def resume_or_copy(path: Path, *, resume: bool = True) -> bool:
    """Leave a working copy of `path`: the leftover of a killed run if it began from this very PATH, else a fresh one.

    Returns:
        Whether a leftover was taken up.

    Raises:
        NatAttribError: PATH is no nat-attrib file.
        OSError: it cannot be read or copied.
    """
    base = _identity(path)
    copy = beside(path, ".copy")
    generation = _copy(path, copy)
    if resume and _is_based_on(work_of(path), generation, base):
        copy.unlink()
        return True
    discard(path, keep=copy)
    duck = connect(copy)
    state(duck, base_generation=generation, base_file=base)
    duck.execute("checkpoint")
    duck.close()
    _replace(copy, work_of(path))
    return False


def discard(path: Path, keep: Path | None = None) -> None:
    """Delete what earlier runs left beside PATH."""
    for suffix in (".work", ".work.wal", ".copy", ".copy.wal"):
        leftover = beside(path, suffix)
        if leftover != keep:
            leftover.unlink(missing_ok=True)
    shutil.rmtree(spill_of(path), ignore_errors=True)


def _copy(path: Path, copy: Path) -> str:
    """Copy PATH, with what an analyst wrote and did not fold in yet, and return its generation.

    It is copied under another name first: a copy that was cut short must never look like a working copy. PATH itself
    is never opened, so that an analyst who holds it (even for writing) does not block a run.
    """
    log, log_copy = beside(path, ".wal"), beside(copy, ".wal")
    log_copy.unlink(missing_ok=True)
    shutil.copyfile(path, copy)
    shutil.copymode(path, copy)
    if log.exists():
        shutil.copyfile(log, log_copy)
    facts = _facts(copy)
    if facts is None and log_copy.exists():
        # The log is of another PATH than this one: an earlier run published while its writer still held the old file.
        log_copy.unlink()
        facts = _facts(copy)
    if facts is None or facts.get("generation") is None:
        copy.unlink()
        raise NatAttribError(f"{path} is not a nat-attrib file; name another one with --db.")
    return str(facts["generation"])


def _is_based_on(work: Path, generation: str, base: str) -> bool:
    """Tell whether a leftover can be gone on with: what an analyst changed in PATH since then must not be lost."""
    facts = _facts(work) if work.exists() else None
    return (
        facts is not None
        and facts.get("base_generation") == generation
        and facts.get("base_file") == base
        and int(facts.get("schema_version") or 0) <= SCHEMA_VERSION
    )


def _identity(path: Path) -> str:
    """Return what changes when somebody writes into the file, or into its write-ahead log."""
    parts = [path, beside(path, ".wal")]
    return " ".join(f"{part.stat().st_size}/{part.stat().st_mtime_ns}" for part in parts if part.exists())


def _facts(path: Path) -> dict[str, str | None] | None:
    """Return `meta` of a file that nobody else has open; None when it is not such a file."""
    try:
        duck = connect(path)
    except Error:
        return None
    try:
        return dict(duck.rows("select key, value from meta"))
    except Error:
        return None
    finally:
        duck.close()


def _replace(new: Path, old: Path) -> None:
    with new.open("rb") as handle:
        os.fsync(handle.fileno())
    new.replace(old)
    folder = os.open(old.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
