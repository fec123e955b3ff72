"""Ingest by threads, by processes and by Dask, on the same logs: `python -m tests.bench.engines DIR`.

DIR is what `python -m tests.bench.generate` made. Prints wall and CPU seconds of each whole command, and what of the
time of one thread two workers should take they do take (scaling efficiency); the totals must be equal.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nat_attrib import store

WAYS = {
    "one thread": ["--threads", "1"],
    "two threads": ["--threads", "2"],
    "two processes": ["--engine", "processes", "--workers", "2"],
    "two Dask workers": ["--engine", "dask", "--workers", "2"],
}
TOTALS = "select count(*), sum(bytes_out), sum(bytes_in), sum(packets) from nat_traffic"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shard-size", default="16MiB")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        known = Path(scratch) / "known.duckdb"
        _do(known, "inventory", "--from", given.folder / "inventory")
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
        totals = set()
        for _ in range(given.rounds):
            for name, options in WAYS.items():
                db = Path(shutil.copy(known, Path(scratch) / "nat.duckdb"))
                size = ["--shard-size", given.shard_size] if "--engine" in options else []
                found[name].append(_do(db, "ingest", given.folder / "logs", *options, *size))
                with store.reading(db) as duck:
                    totals.add(duck.row(TOTALS))
        assert len(totals) == 1, totals
    one = sorted(found["one thread"])[given.rounds // 2][0]
    for name, seconds in found.items():
        wall, cpu = sorted(seconds)[given.rounds // 2]
        efficiency = "" if name == "one thread" else f"{one / wall / 2:6.0%}"
        print(f"{name:<18} {wall:7.1f} s wall {cpu:7.1f} s CPU {efficiency}")


def _do(db: Path, *arguments: object) -> tuple[float, float]:
    """Do a command in a process of its own; return the wall and CPU seconds that it and its children took."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "nat_attrib", "--db", str(db), *map(str, arguments)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - begin, cpu


if __name__ == "__main__":
    main()
