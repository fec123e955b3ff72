"""What the whole job is compared with, one engine a process: python -m tests.bench.yardstick NAME LOGS INVENTORY.

Roll-ups print the bytes of the legs that count, so that a wrong comparison shows.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent


def gateways(inventory: str) -> tuple[list[str], list[str]]:
    """Return the gateways' ENIs and private addresses."""
    held = [
        (address["NetworkInterfaceId"], address["PrivateIp"])
        for path in sorted(Path(inventory).rglob("describe-nat-gateways.json"))
        for gateway in json.loads(path.read_text(encoding="utf-8"))["NatGateways"]
        for address in gateway["NatGatewayAddresses"]
    ]
    return [interface for interface, _ in held], [address for _, address in held]


def duckdb_sql(name: str, logs: str, inventory: str) -> int:
    """Run a file of SQL in DuckDB."""
    import duckdb  # noqa: PLC0415 - only the engine that is measured is loaded

    interfaces, addresses = gateways(inventory)
    values = {
        "files": sorted(map(str, Path(logs).rglob("*.parquet"))),
        "interfaces": interfaces,
        "addresses": addresses,
        "prefixes": str(HERE.parents[1] / "pipeline/nat_attrib/data/ip_ranges.parquet"),
    }
    found: list[tuple[int]] = []
    with duckdb.connect(config={"preserve_insertion_order": False}) as engine:
        for statement in duckdb.extract_statements((HERE / f"{name}.sql").read_text(encoding="utf-8")):
            wanted = {key: values[key] for key in statement.named_parameters}
            found = engine.execute(statement, wanted or None).fetchall()
    return int(found[0][0])


def polars_rollup(_: str, logs: str, inventory: str) -> int:
    """Roll up in polars' streaming engine."""
    import polars as pl  # noqa: PLC0415

    interfaces, addresses = gateways(inventory)
    known = pl.LazyFrame({"interface_id": interfaces, "address": addresses})
    is_l1 = (pl.col("dstaddr") == pl.col("address")) & (pl.col("pkt_dstaddr") != pl.col("address"))
    is_l4 = (pl.col("srcaddr") == pl.col("address")) & (pl.col("pkt_srcaddr") != pl.col("address"))
    rolled = (
        pl.scan_parquet(sorted(Path(logs).rglob("*.parquet")))
        .join(known, on="interface_id")
        .filter(is_l1 | is_l4)
        .select(
            (pl.col("start") // 3600).alias("hour"),
            "interface_id",
            pl.when(is_l1).then("pkt_srcaddr").otherwise("pkt_dstaddr").alias("client_ip"),
            pl.when(is_l1).then("pkt_dstaddr").otherwise("pkt_srcaddr").alias("remote_ip"),
            pl.when(is_l1).then("bytes").otherwise(0).alias("bytes_out"),
            pl.when(is_l1).then(0).otherwise(pl.col("bytes")).alias("bytes_in"),
        )
        .group_by("hour", "interface_id", "client_ip", "remote_ip")
        .agg(pl.sum("bytes_out"), pl.sum("bytes_in"))
        .collect(engine="streaming")
    )
    return int(rolled.select(pl.sum("bytes_out") + pl.sum("bytes_in")).item())


def _in_sql(name: str, interfaces: list[str], addresses: list[str], table: str) -> str:
    """Return the roll-up for engines that bind no lists: gateways as values, and the table, in their places."""
    known = ", ".join(f"('{interface}', '{address}')" for interface, address in zip(interfaces, addresses, strict=True))
    sql = (HERE / f"{name}.sql").read_text(encoding="utf-8")
    return sql.replace("/*gateways*/", known).replace("/*record*/", table)


def chdb_rollup(name: str, logs: str, inventory: str) -> int:
    """Roll up in chDB, which is ClickHouse."""
    import chdb  # noqa: PLC0415 - optional

    return int(str(chdb.query(_in_sql(name, *gateways(inventory), f"file('{logs}/**/*.parquet', Parquet)"), "CSV")))


def datafusion_rollup(name: str, logs: str, inventory: str) -> int:
    """Roll up in DataFusion."""
    import datafusion  # noqa: PLC0415 - optional

    settings = datafusion.SessionConfig({"datafusion.execution.listing_table_ignore_subdirectory": "false"})
    engine = datafusion.SessionContext(settings)
    engine.register_parquet("record", logs)
    return int(engine.sql(_in_sql(name, *gateways(inventory), "record")).to_pydict()["counted"][0])


def flowlogs_reader(_: str, logs: str, __: str) -> int:
    """Count bytes with flowlogs-reader's records, read as it reads files from S3."""
    import gzip  # noqa: PLC0415
    from csv import DictReader  # noqa: PLC0415

    from flowlogs_reader import FlowRecord  # noqa: PLC0415 - optional

    total = 0
    for path in sorted(Path(logs).rglob("*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            reader = DictReader(lines, delimiter=" ")
            reader.fieldnames = [name.replace("-", "_") for name in reader.fieldnames or ()]
            total += sum(FlowRecord(row).bytes or 0 for row in reader)
    return total


def list_folder(_: str, logs: str, __: str) -> int:
    """List a folder with the size of every file: the floor of a run with nothing new."""
    return sum(path.stat().st_size for path in Path(logs).rglob("*") if path.is_file())


def download(_: str, url: str, folder: str) -> int:
    """Download every object of the bucket `logs`, eight at a time: the floor of a run from S3."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    import boto3  # noqa: PLC0415

    client = boto3.client("s3", endpoint_url=url)
    Path(folder).mkdir(parents=True, exist_ok=True)

    def fetch(key: str) -> int:
        path = Path(folder) / key.replace("/", "_")
        with path.open("wb") as out:
            size = sum(map(out.write, client.get_object(Bucket="logs", Key=key)["Body"].iter_chunks(1 << 20)))
        path.unlink()
        return size

    pages = client.get_paginator("list_objects_v2").paginate(Bucket="logs")
    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(fetch, [each["Key"] for page in pages for each in page.get("Contents", ())]))


ENGINES = {
    "rollup_polars": polars_rollup,
    "rollup_chdb": chdb_rollup,
    "rollup_datafusion": datafusion_rollup,
    "flowlogs_reader": flowlogs_reader,
    "list_folder": list_folder,
    "download": download,
}

if __name__ == "__main__":
    print(ENGINES.get(sys.argv[1], duckdb_sql)(*sys.argv[1:]))
