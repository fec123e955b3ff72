"""Preparing and checking steps of the benchmark, each run as a process of its own.

python -m tests.bench.derived verify DB DATA | first-files DATA COUNT OUT | ledger DB LOGS COPIES |
report DB DATA ROWS | upload DATA URL BUCKET | capture DATA CAPTURE OUT
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


def capture(data: str, kind: str, out: str) -> None:
    """Make a set that shows the traffic of `data` through one capture alone; its truth is the same."""
    from tests.bench.generate import Wish  # noqa: PLC0415
    from tests.bench.network import topology  # noqa: PLC0415
    from tests.world import write_inventory  # noqa: PLC0415

    held = json.loads((Path(data) / "manifest.json").read_text(encoding="utf-8"))
    top = topology(Wish(**held["wish"]).seed)
    gateways = top.nat_gateways
    tables = {table.route_table_id: {route.target for route in table.routes} for table in top.route_tables}
    users = {target: subnet.subnet_id for subnet in top.subnets for target in tables[str(subnet.route_table_id)]}
    values = {
        "interfaces": [gateway.interface_id for gateway in gateways],
        "addresses": [gateway.addresses[0].private_ip for gateway in gateways],
        "public_ips": [gateway.addresses[0].public_ip for gateway in gateways],
        "gateways": [gateway.nat_gateway_id for gateway in gateways],
        "subnets": [users[gateway.nat_gateway_id] for gateway in gateways],
    }
    (statement,) = duckdb.extract_statements((HERE / f"capture_{kind}.sql").read_text(encoding="utf-8"))
    rows = 0
    with duckdb.connect() as engine:
        for path in sorted((Path(data) / "logs").rglob("*.parquet")):
            made = Path(out) / "logs" / path.relative_to(Path(data) / "logs")
            made.parent.mkdir(parents=True, exist_ok=True)
            given = {**values, "file": str(path)}
            found = engine.sql(statement.query, params={name: given[name] for name in statement.named_parameters})
            found.write_parquet(str(made), compression="gzip")
            rows += int(engine.read_parquet(str(made)).count("*").fetchall()[0][0])
    for gateway in gateways if kind == "regional" else ():
        gateway.mode, gateway.subnet_id, gateway.interface_id = "regional", None, None
    write_inventory(top, Path(out) / "inventory")
    held["wish"]["rows"] = rows
    (Path(out) / "manifest.json").write_text(json.dumps(held), encoding="utf-8")
    (Path(out) / "truth.json").write_text((Path(data) / "truth.json").read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    STEPS: dict[str, Callable[..., None]] = {
        "verify": verify,
        "first-files": first_files,
        "ledger": ledger,
        "report": report,
        "upload": upload,
        "capture": capture,
    }
    STEPS[sys.argv[1]](*sys.argv[2:])
