"""Where an answer goes: refused before the work where it could not be written after it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Annotated

import typer

from nat_attrib.errors import UsageError


def writable(path: Path, flag: str) -> None:
    """See that a file could be written.

    Raises:
        UsageError: it could not; the sentence names the flag.
    """
    there = path if path.exists() else path.parent
    if path.is_dir():
        code = errno.EISDIR
    elif not there.exists():
        code = errno.ENOENT
    elif there is not path and not there.is_dir():
        code = errno.ENOTDIR
    elif not os.access(there, os.W_OK):
        code = errno.EACCES
    else:
        return
    raise UsageError(f"{path} cannot be written ({os.strerror(code)}); name another file with {flag}.")


def writable_folder(place: str, flag: str) -> None:
    """See that files could be put below a folder, which may be made yet; a place in a bucket is not looked at.

    Raises:
        UsageError: they could not; the sentence names the flag.
    """
    folder = Path(place).expanduser().absolute()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if "://" not in place and not (there.is_dir() and os.access(there, os.W_OK)):
        code = errno.EACCES if there.is_dir() else errno.ENOTDIR
        raise UsageError(f"{place} cannot be written ({os.strerror(code)}); name another folder with {flag}.")


def _checked(path: Path | None) -> Path | None:
    if path is not None:
        writable(path, "-o")
    return path


Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write to a file instead of stdout.", callback=_checked)
]
