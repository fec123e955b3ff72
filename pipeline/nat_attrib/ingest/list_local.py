"""Finds the objects of a window in a local folder: a synced copy of a bucket, or any other layout."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

from nat_attrib.errors import AccessError, UsageError
from nat_attrib.ingest.layout import Kind, Place
from nat_attrib.ingest.objects import LOOKBACK, FoundObject, Source, in_folder, is_wanted, reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta
    from pathlib import Path

    from nat_attrib.window import Window


def require(source: Source) -> None:
    """Raise UsageError where a local source is not there; whether a bucket is, its listing tells."""
    if source.path is not None and not source.path.exists():
        raise UsageError(f"There is no folder or file {str(source.path)!r}; check the path given as SOURCE.")


def list_local(
    source: Source, window: Window, *, lookback: timedelta = LOOKBACK, problem: Callable[[str], None]
) -> Iterator[FoundObject]:
    """Yield the objects under a local folder (or the single file) that may hold records of the window, in fixed order.

    Files with AWS names are chosen by the time in the name, date folders by their date, every other file is yielded.
    Other services' folders below `AWSLogs` are not opened. Symbolic links are followed, each folder once.

    Args:
        source: a local source.
        window: the time of the records.
        lookback: how much earlier an object may be named.
        problem: told, in a sentence, of each folder that cannot be read; the rest goes on.

    Raises:
        UsageError: there is no such folder or file.
        AccessError: the folder itself cannot be read.
    """
    assert source.path is not None
    require(source)
    root, reached = source.path, reach(window, lookback)
    if not root.is_dir():
        yield from _file(source, root.name, root)
        return
    if not os.access(root, os.R_OK | os.X_OK):
        raise AccessError(f"The folder {str(root)!r} may not be read; give the user that runs nat-attrib access to it.")
    for found in _walk(source, root, reached, problem):
        if is_wanted(found, reached):
            yield found


def _walk(source: Source, root: Path, reached: Window, problem: Callable[[str], None]) -> Iterator[FoundObject]:
    """Yield the files below the folder `root`, with those of a folder before those of its sub-folders."""
    # Links may lead in a circle, or twice to one place.
    seen: set[tuple[int, int]] = set()
    pending = [(root, "", Place.of_source(list(root.absolute().parts), source.folder))]
    while pending:
        folder, key, place = pending.pop()
        try:
            about = folder.stat()
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            problem(f"The folder {str(folder)!r} could not be read ({error.strerror}); what lies in it is missing.")
            continue
        if (about.st_dev, about.st_ino) in seen:
            continue
        seen.add((about.st_dev, about.st_ino))
        below = []
        for entry in entries:
            if not entry.is_dir():
                yield from _file(source, f"{key}{entry.name}", folder / entry.name)
                continue
            child = place.child(entry.name)
            if child.kind is not Kind.OTHER and child.is_reached(reached):
                below.append((folder / entry.name, f"{key}{entry.name}/", child))
        pending.extend(reversed(below))


def _file(source: Source, key: str, path: Path) -> Iterator[FoundObject]:
    """Yield the file; what is no regular file (a pipe would never end) is marked as foreign."""
    try:
        about = path.stat()
    except OSError as error:
        missing = in_folder(source, key, 0, path)
        yield replace(missing, foreign=f"It cannot be read ({error.strerror}).")
        return
    found = in_folder(source, key, about.st_size, path)
    yield found if stat.S_ISREG(about.st_mode) else replace(found, foreign="It is not a regular file.")
