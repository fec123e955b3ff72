"""Makes the benchmark's flow logs: seeded, of any size, with the inventory and the totals a correct program gives.

python -m tests.bench.generate --rows 20000000 --out DIR [--files N] [--format parquet|text] [--seed N] [--workers N]

DIR then holds logs/ (one day in 24 hourly folders, AWS's layout and names), inventory/, truth.json and manifest.json.
A DIR whose manifest says the same parameters is left as it is.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq

from tests.bench.network import Network, network
from tests.bench.rows import columns, table
from tests.world import FlowLog, write_inventory
from tests.world.small import START
from tests.world.write import key_of

GENERATOR_VERSION = 1
"""Raise it when the same parameters give other data."""
HOURS = 24
PARQUET_LEVEL, TEXT_LEVEL = 2, 6
ROW_GROUP_ROWS = 1 << 20


@dataclass(frozen=True)
class Wish:
    """What is to be made. `files` are spread evenly over the 24 hours."""

    rows: int
    files: int = 96
    file_format: str = "parquet"
    seed: int = 1

    @property
    def log(self) -> FlowLog:
        """The flow log that delivers it."""
        kind = "parquet" if self.file_format == "parquet" else "text-gz"
        return FlowLog("fl-0bec400000000000f", region="us-east-1", file_format=kind, hourly=True)


@lru_cache(maxsize=1)
def _network(seed: int) -> Network:
    return network(seed)


def rows_of(wish: Wish, number: int) -> int:
    """Return how many records file `number` holds; the counts of all files sum to the wish's."""
    return wish.rows * (number + 1) // wish.files - wish.rows * number // wish.files


def write_file(wish: Wish, number: int, folder: Path) -> int:
    """Write one file; return its size in bytes. It depends on nothing but the wish and its number."""
    first = START + HOURS * 3600 * number // wish.files
    length = max(START + HOURS * 3600 * (number + 1) // wish.files - first, 1)
    net = _network(wish.seed)
    made = table(net, columns(net, [wish.seed, number + 1], rows_of(wish, number), first, length))
    name_hash = hashlib.sha256(f"{wish} {number}".encode()).hexdigest()[:8]
    path = folder / key_of(wish.log, first // 300 * 300, name_hash)
    path.parent.mkdir(parents=True, exist_ok=True)
    if wish.file_format == "parquet":
        pq.write_table(
            made,
            path,
            compression="gzip",
            compression_level=PARQUET_LEVEL,
            store_schema=False,
            row_group_size=ROW_GROUP_ROWS,
        )
    else:
        frame = pl.DataFrame(pl.from_arrow(made)).rename(lambda name: name.replace("_", "-"))
        text = frame.write_csv(separator=" ", null_value="-", quote_style="never").encode()
        path.write_bytes(gzip.compress(text, compresslevel=TEXT_LEVEL, mtime=0))
    return path.stat().st_size


def _write_some(task: tuple[Wish, list[int], Path]) -> int:
    wish, numbers, folder = task
    return sum(write_file(wish, number, folder) for number in numbers)


def truth(wish: Wish, folder: Path) -> dict[str, Any]:
    """Return the totals per gateway, by plain SQL over the files that were written."""
    top = _network(wish.seed).topology
    suffix = "*.log.parquet" if wish.file_format == "parquet" else "*.log.gz"
    name = "truth_parquet.sql" if wish.file_format == "parquet" else "truth_text.sql"
    given = {
        "files": sorted(str(path) for path in folder.rglob(suffix)),
        "interfaces": [gateway.interface_id for gateway in top.nat_gateways],
        "addresses": [gateway.addresses[0].private_ip for gateway in top.nat_gateways],
    }
    sql = (Path(__file__).parent / name).read_text(encoding="utf-8")
    with duckdb.connect() as engine:
        found = engine.execute(sql, given).fetchall()
    ids = {gateway.interface_id: gateway.nat_gateway_id for gateway in top.nat_gateways}
    gateways = {ids[row[0]]: {"records": row[1], "l1_bytes": row[2], "l4_bytes": row[3]} for row in found}
    counted = sum(one["l1_bytes"] + one["l4_bytes"] for one in gateways.values())
    return {"gateways": gateways, "counted_bytes": counted}


def prepare(wish: Wish, out: Path) -> bool:
    """Make room for the wish in `out`; return False when it is there already."""
    manifest = out / "manifest.json"
    if manifest.exists():
        held = json.loads(manifest.read_text(encoding="utf-8"))
        if held.get("wish") == asdict(wish) and held.get("generator_version") == GENERATOR_VERSION:
            return False
        manifest.unlink()
    elif out.exists() and any(path.name not in {"logs", "inventory", "truth.json"} for path in out.iterdir()):
        raise SystemExit(f"{out} holds other things; name an empty folder, or one that this program made.")
    for name in ("logs", "inventory"):
        shutil.rmtree(out / name, ignore_errors=True)
    return True


def generate(wish: Wish, out: Path, workers: int | None = None) -> dict[str, Any]:
    """Make the data under `out` unless it is there; return the manifest with sizes, totals and the rate."""
    if prepare(wish, out):
        workers = workers or os.cpu_count() or 1
        began = time.monotonic()
        logs = out / "logs"
        shares = [list(range(wish.files))[start :: workers * 4] for start in range(workers * 4)]
        tasks = [(wish, numbers, logs) for numbers in shares if numbers]
        if workers == 1:
            size = sum(map(_write_some, tasks))
        else:
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
                size = sum(pool.map(_write_some, tasks))
        seconds = time.monotonic() - began
        write_inventory(_network(wish.seed).topology, out / "inventory")
        (out / "truth.json").write_text(json.dumps(truth(wish, logs), indent=2) + "\n", encoding="utf-8")
        held = {
            "wish": asdict(wish),
            "generator_version": GENERATOR_VERSION,
            "size_bytes": size,
            "rows_per_second": round(wish.rows / seconds),
        }
        (out / "manifest.json").write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")
    return dict(json.loads((out / "manifest.json").read_text(encoding="utf-8")))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    reader = argparse.ArgumentParser(description="Make the benchmark's flow logs.")
    reader.add_argument("--rows", type=int, required=True)
    reader.add_argument("--out", type=Path, required=True)
    reader.add_argument("--files", type=int, default=96)
    reader.add_argument("--format", choices=("parquet", "text"), default="parquet")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--workers", type=int)
    said = reader.parse_args(arguments)
    held = generate(Wish(said.rows, said.files, said.format, said.seed), said.out, said.workers)
    print(
        f"{said.rows:,} records in {said.files:,} files, {held['size_bytes']:,} bytes "
        f"({held['size_bytes'] / said.rows:.1f} a record), made at {held['rows_per_second']:,} records a second",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
