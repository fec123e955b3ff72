"""Preparing and checking steps of the benchmark, each run as a process of its own.

python -m tests.bench.derived verify DB DATA | first-files DATA COUNT OUT | ledger DB LOGS COPIES |
report DB DATA ROWS | upload DATA URL BUCKET
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
GATEWAYS = 3


def verify(db: str, data: str) -> None:
    """Compare the file's bytes per gateway and direction with the truth."""
    truth = json.loads((Path(data) / "truth.json").read_text(encoding="utf-8"))["gateways"]
    expected = {name: (each["l1_bytes"], each["l4_bytes"]) for name, each in truth.items()}
    with duckdb.connect(db, read_only=True) as engine:
        for table in ("nat_hour", "nat_service_hour"):
            found = engine.execute((HERE / f"verify_{table}.sql").read_text(encoding="utf-8")).fetchall()
            shown = {name: (out, back) for name, out, back in found}
            if shown != expected:
                raise SystemExit(f"WRONG BYTES in {table}: {shown}, not {expected}")


def first_files(data: str, count: str, out: str) -> None:
    """Link the first files of a set, and take the truth of just these."""
    from tests.bench.generate import Wish, truth  # noqa: PLC0415 - other steps need no generator

    held = json.loads((Path(data) / "manifest.json").read_text(encoding="utf-8"))
    logs = Path(data) / "logs"
    for path in sorted(logs.rglob("*.parquet"))[: int(count)]:
        link = Path(out) / "logs" / path.relative_to(logs)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path.resolve())
    (Path(out) / "inventory").symlink_to((Path(data) / "inventory").resolve())
    (Path(out) / "truth.json").write_text(json.dumps(truth(Wish(**held["wish"]), Path(out) / "logs")), encoding="utf-8")
    (Path(out) / "manifest.json").write_text(json.dumps(held), encoding="utf-8")


def ledger(db: str, logs: str, copies: str) -> None:
    """Give every object further names, in the folder and in the ledger."""
    for path in sorted(Path(logs).rglob("*.parquet")):
        stem = path.name.removesuffix(".log.parquet")
        for number in range(1, int(copies) + 1):
            link = path.with_name(f"{stem}{number:02d}.log.parquet")
            if not link.exists():
                os.link(path, link)
    with duckdb.connect(db) as engine:
        engine.execute((HERE / "ledger_copies.sql").read_text(encoding="utf-8"), {"copies": int(copies)})


def report(db: str, data: str, rows: str) -> None:
    """Make a file with seven days of invented detailed rows that end with the last settled hour."""
    from nat_attrib import run, store  # noqa: PLC0415
    from nat_attrib.progress import SilentProgress  # noqa: PLC0415

    until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0, tzinfo=None) - timedelta(hours=1)
    with store.writing(Path(db)) as duck:
        run.run(duck, run.Inputs(inventory_folder=Path(data) / "inventory"), SilentProgress())
        values = {"rows": int(rows), "until": until}
        for statement in duckdb.extract_statements((HERE / "report_rows.sql").read_text(encoding="utf-8")):
            duck.connection.execute(statement, {name: values[name] for name in statement.named_parameters} or None)


def upload(data: str, url: str, bucket: str) -> None:
    """Put the flow logs into a bucket."""
    import boto3  # noqa: PLC0415

    client = boto3.client("s3", endpoint_url=url)
    client.create_bucket(Bucket=bucket)
    logs = Path(data) / "logs"
    for path in sorted(logs.rglob("*.parquet")):
        client.upload_file(str(path), bucket, str(path.relative_to(logs)))


if __name__ == "__main__":
    STEPS: dict[str, Callable[..., None]] = {
        "verify": verify,
        "first-files": first_files,
        "ledger": ledger,
        "report": report,
        "upload": upload,
    }
    STEPS[sys.argv[1]](*sys.argv[2:])
