"""Writes the file anew without the holes that deleted rows left: DuckDB uses them again but gives none back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.duck import Error, connect
from nat_attrib.errors import NatAttribError
from nat_attrib.store.copies import beside, discard, publish, resume_or_copy, spill_of, work_of
from nat_attrib.store.lock import locked
from nat_attrib.store.schema import fact, state

if TYPE_CHECKING:
    from pathlib import Path


def rewrite(path: Path, *, memory_limit: str | None = None) -> tuple[int, int]:
    """Publish a copy of `path` without holes; return the bytes before and after.

    Raises:
        LockedError: a run works on the file.
        NatAttribError: it cannot be copied; PATH is as it was.
    """
    new = beside(path, ".compact")
    with locked(path):
        before = path.stat().st_size
        resume_or_copy(path, resume=False)
        new.unlink(missing_ok=True)
        try:
            duck = connect(new, memory_limit=memory_limit, spill_directory=spill_of(path))
            try:
                duck.copy_from(work_of(path))
                state(duck, generation=int(fact(duck, "base_generation") or 0) + 1)
                duck.execute("checkpoint")
            finally:
                duck.close()
            new.replace(work_of(path))
            publish(path)
        except (Error, OSError) as error:
            discard(path)
            reason = str(error).partition("\n")[0].rstrip(".")
            raise NatAttribError(f"{path} cannot be written anew ({reason}); it is as it was: make room.") from error
        finally:
            new.unlink(missing_ok=True)
        return before, path.stat().st_size
