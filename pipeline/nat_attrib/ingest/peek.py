"""The first line of a text file, plain or gzip, without reading the rest."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, Literal

from nat_attrib.errors import BadObjectError

if TYPE_CHECKING:
    from pathlib import Path

GZIP = b"\x1f\x8b"
_FIRST, _MORE = 4096, 65536
"""Bytes of the file that are read at once: usually the first are enough."""
_LONGEST_LINE = 65536
"""No header is longer; a line without end (or a compression bomb) is cut off here."""
_ENOUGH_INPUT = 2**20
MOST_UNPACKED = 4 * 2**30
"""Bytes: AWS closes a file at 75 MB, and records shrink to a tenth. What unpacks to more is no log but a bomb."""
_GZIP_WINDOW = 31
"""zlib's word for gzip with the largest window."""


def first_line(path: Path) -> tuple[bytes, Literal["gzip", "none"]]:
    """Return the first line without its end, and the compression: `gzip` or `none`.

    Raises:
        BadObjectError: the file is empty, or damaged within the first line.
    """
    with path.open("rb") as file:
        start = file.read(_FIRST)
        if not start:
            raise BadObjectError("It is empty.")
        if start.startswith(GZIP):
            return _of_gzip(file, start), "gzip"
        return _of_plain(file, start), "none"


def check_gzip(path: Path) -> int:
    """Return the unpacked size of a gzip file in bytes, after proving every byte by the checksum at its end.

    DuckDB's reader notices a file that is cut short, but not one with a wrong byte.

    Raises:
        BadObjectError: the file is damaged or cut short (`failed`), or unpacks to more than any log (`refused`).
    """
    size_bytes = 0
    with path.open("rb") as file:
        data = file.read(_MORE)
        while data:
            unpacker = zlib.decompressobj(_GZIP_WINDOW)
            while data and not unpacker.eof:
                size_bytes += len(_unpacked(unpacker, data, 0))
                if size_bytes > MOST_UNPACKED:
                    most = f"{MOST_UNPACKED / 2**30:g} GiB"
                    reason = f"It unpacks to more than {most}, which no flow log does; split it if it is yours."
                    raise BadObjectError(reason, status="refused")
                # A piece of the next member, where files were joined, stays for the next turn.
                data = unpacker.unused_data if unpacker.eof else file.read(_MORE)
            if not unpacker.eof:
                raise BadObjectError("It is cut short: the gzip data ends too early.")
            data = data or file.read(_MORE)
    return size_bytes


def _of_plain(file: BinaryIO, line: bytes) -> bytes:
    if b"\n" not in line:
        line += file.read(_LONGEST_LINE - len(line))
    return line.partition(b"\n")[0].rstrip(b"\r")


def _of_gzip(file: BinaryIO, packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    line, taken = b"", 0
    while packed and not unpacker.eof and b"\n" not in line and len(line) < _LONGEST_LINE and taken < _ENOUGH_INPUT:
        taken += len(packed)
        line += _unpacked(unpacker, unpacker.unconsumed_tail + packed, _LONGEST_LINE)
        packed = file.read(_MORE)
    if not line:
        raise BadObjectError("It is empty." if unpacker.eof else "It is cut short: the gzip data ends too early.")
    return line.partition(b"\n")[0].rstrip(b"\r")


def _unpacked(unpacker: zlib._Decompress, data: bytes, most: int) -> bytes:
    try:
        return unpacker.decompress(data, most)
    except zlib.error as error:
        raise BadObjectError(f"It is damaged: the gzip data cannot be unpacked ({error}).") from error
