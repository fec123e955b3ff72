"""The options of run and ingest that say who reads the objects."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nat_attrib.engine import Processes, Spread
from nat_attrib.engine.dask import Dask
from nat_attrib.errors import UsageError


class EngineName(StrEnum):
    """Who reads the objects."""

    LOCAL = "local"
    PROCESSES = "processes"
    DASK = "dask"


Engine = Annotated[
    EngineName,
    typer.Option(help="Who reads the objects: this process, several processes, or the workers of a Dask cluster."),
]
Scheduler = Annotated[
    str | None, typer.Option(help="Of a Dask cluster, such as tcp://10.0.0.5:8786. Default: workers on this machine.")
]
Workers = Annotated[int | None, typer.Option(help="Workers on this machine. Default: one per core.", min=1)]
ShardsPlace = Annotated[
    str | None,
    typer.Option(
        "--shards",
        metavar="LOCATION",
        help="Folder or s3://bucket/prefix that all workers read and write. Default: beside the file.",
    ),
]
ShardSize = Annotated[
    str, typer.Option(help="Bytes of a shard's objects, as stored: 64MiB, 1GiB. A worker has room for them.")
]

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:([KMGT])i?B?|B)?", re.ASCII | re.IGNORECASE)
_POWERS = {"K": 10, "M": 20, "G": 30, "T": 40}


def spread_of(
    db: Path,
    engine: EngineName,
    *,
    scheduler: str | None,
    workers: int | None,
    place: str | None,
    shard_size: str,
    memory_limit: str | None,
) -> Spread | None:
    """Return the engine that was asked for; None where this process reads."""
    if engine is not EngineName.DASK and scheduler:
        raise UsageError("--scheduler is for --engine dask; add it, or leave --scheduler out.")
    if engine is EngineName.LOCAL:
        return None
    return Spread(
        Dask(scheduler, workers) if engine is EngineName.DASK else Processes(workers or os.cpu_count() or 1),
        place or str(shards_beside(db).absolute()),
        size_of(shard_size),
        memory_limit,
    )


def shards_beside(db: Path) -> Path:
    """Return where shards lie when no other place is named; removed when all is merged and published."""
    return db.with_name(db.name + ".shards")


def size_of(text: str) -> int:
    """Return the number of bytes that `64MiB` or `1GB` means (GB is GiB here, as on the NAT bill).

    Raises:
        UsageError: the text is no size.
    """
    found = _SIZE.fullmatch(text.strip())
    size = int(float(found[1]) * 2 ** _POWERS.get((found[2] or "").upper(), 0)) if found else 0
    if size < 1:
        raise UsageError(f"{text!r} is no size; write --shard-size 256MiB or 1GiB.")
    return size
