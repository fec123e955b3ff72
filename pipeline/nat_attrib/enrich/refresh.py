"""Builds the tables that ship with the program, and replaces them only when every new one has been verified."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nat_attrib.enrich import shipped, tables
from nat_attrib.enrich.ip_ranges import AWS_URL, WHOLE_FILE, IpRanges, download, read_file
from nat_attrib.errors import NatAttribError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

AWS = "aws"
"""Instead of a folder: what AWS publishes for everyone to download."""

_BUILDERS: dict[str, tuple[str, Callable[[dict[str, Any], date], pl.DataFrame]]] = {
    "prices.csv": ("prices.json", lambda document, _: tables.prices(document)),
    "hostnames.csv": ("hostname_endpoint_map.json", tables.hostnames),
    "endpoint_services.parquet": ("endpoint_services.json", tables.endpoint_services),
    "inter_region_transfer.parquet": (
        "inter_region_transfer.json",
        lambda document, _: tables.inter_region_transfer(document),
    ),
    "usage_type_prefixes.csv": ("usage_type_prefixes.json", tables.usage_type_prefixes),
}
"""Shipped file to the gathered file it is made of, and how."""

_KEYS = {
    "ip_ranges.parquet": ["prefix", "service", "region"],
    "prices.csv": ["region", "item", "from_gb"],
    "hostnames.csv": ["pattern"],
    "endpoint_services.parquet": ["region", "service"],
    "inter_region_transfer.parquet": ["from_region", "to_region"],
    "usage_type_prefixes.csv": ["prefix"],
}
_OPTIONAL = {"service", "note"}
"""Columns of hostnames.csv that may be empty."""
_MUST_HOLD = {
    "ip_ranges.parquet": (pl.col("service") == "S3") & (pl.col("region") == "us-east-1"),
    "prices.csv": (pl.col("region") == "us-east-1") & (pl.col("item") == "nat_gateway_gb"),
    "hostnames.csv": pl.col("pattern") == "sts.{region}.amazonaws.com",
    "endpoint_services.parquet": (pl.col("region") == "us-east-1") & (pl.col("service") == "sts"),
    "inter_region_transfer.parquet": (pl.col("from_region") == "us-east-1") & (pl.col("to_region") == "us-west-2"),
    "usage_type_prefixes.csv": (pl.col("prefix") == "EU") & (pl.col("region") == "eu-west-1"),
}
"""A row without which a table is not what it says."""


def refresh(sources: Path | str, into: Path | None = None, *, gathered: date | None = None) -> list[str]:
    """Rebuild the shipped tables.

    All tables are built, verified (keys, no holes, a row that must be there, not fewer than half the rows of the table
    it replaces), written beside the old ones and read back; only then is each renamed over the old one. So a broken
    source leaves every table as it was.

    Args:
        sources: a folder of gathered files (`ip-ranges/*.json` or `ip-ranges.json`, the newest counts, and the JSON
            files of `_BUILDERS`); or `AWS`, or the web address of a copy of AWS's ip-ranges.json: that table alone,
            since AWS has no other of these facts in a file for everyone to download.
        into: the folder of the tables; the program's own when None.
        gathered: date of the facts that carry none themselves; today when None.

    Returns:
        A sentence a table: rows, source and date, or why it stays.

    Raises:
        NatAttribError: a source is broken or does not pass; nothing was replaced.
    """
    into = into or shipped.folder()
    built: dict[str, pl.DataFrame] = {}
    said: list[str] = []
    if str(sources).startswith(("https://", "http://")) or sources == AWS:
        built["ip_ranges.parquet"] = _ip_ranges_table(download(AWS_URL if sources == AWS else str(sources)))
        said.extend(f"{name}: kept, AWS has no such file to download." for name in _BUILDERS)
    else:
        built, said = _from_folder(_folder(sources), gathered or datetime.now(UTC).date())
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix="new-") as new:
        for name, table in built.items():
            _verify(name, table, into)
            _write(Path(new) / name, table)
        for name, table in built.items():
            (Path(new) / name).replace(into / name)
            said.append(_sentence(name, table))
    return sorted(said)


def _folder(sources: Path | str) -> Path:
    folder = Path(sources)
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; name the folder of the gathered files, or {AWS}.")
    return folder


def _from_folder(folder: Path, gathered: date) -> tuple[dict[str, pl.DataFrame], list[str]]:
    built: dict[str, pl.DataFrame] = {}
    said: list[str] = []
    files = sorted([*folder.glob("ip-ranges/*.json"), *folder.glob("ip-ranges.json")])
    if files:
        newest = max((read_file(path, at_least=WHOLE_FILE) for path in files), key=lambda ranges: ranges.as_of)
        built["ip_ranges.parquet"] = _ip_ranges_table(newest)
    else:
        said.append("ip_ranges.parquet: kept, the folder has no ip-ranges.json.")
    for name, (source, build) in _BUILDERS.items():
        path = folder / source
        if not path.exists():
            said.append(f"{name}: kept, the folder has no {source}.")
            continue
        try:
            built[name] = build(json.loads(path.read_bytes()), gathered)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
            raise NatAttribError(f"{path} has not the expected shape ({error!r}); nothing was replaced.") from error
    return built, said


def _ip_ranges_table(ranges: IpRanges) -> pl.DataFrame:
    return (
        ranges.prefixes.with_columns(source=pl.lit(AWS_URL), as_of=pl.lit(ranges.as_of))
        .select(list(shipped.COLUMNS["ip_ranges.parquet"]))
        .unique()
        .sort("prefix", "service", "region")
    )


def _verify(name: str, table: pl.DataFrame, into: Path) -> None:
    """Raise unless the table can stand in for the one in `into`."""
    doubt = None
    required = [column for column in table.columns if column not in _OPTIONAL]
    if table.filter(_MUST_HOLD[name]).is_empty():
        doubt = "a row that must be there is missing"
    elif table.select(_KEYS[name]).is_duplicated().any():
        doubt = "a key stands twice"
    elif any(table[column].null_count() for column in required):
        doubt = "a value is missing"
    elif "price" in table.columns and not table["price"].cast(pl.Float64).is_between(0, 1000).all():
        doubt = "a price is not between 0 and 1000"
    elif 2 * table.height < _rows_now(name, into):
        doubt = f"it has {table.height} rows, fewer than half of the table it would replace"
    if doubt:
        raise NatAttribError(f"The new {name} is not usable: {doubt}; nothing was replaced. Check its source.")


def _rows_now(name: str, into: Path) -> int:
    """Return the rows of the table that is there; 0 when there is none, or a broken one, which a refresh repairs."""
    try:
        return shipped.table(name, into).height
    except NatAttribError:
        return 0


def _write(path: Path, table: pl.DataFrame) -> None:
    """Write a table and read it back."""
    if path.suffix == ".parquet":
        table.write_parquet(path, compression="zstd", compression_level=19, statistics=False)
    else:
        table.write_csv(path)
    if not shipped.table(path.name, path.parent).equals(table):
        raise NatAttribError(f"{path.name} does not read back as written; nothing was replaced. Check its source.")


def _sentence(name: str, table: pl.DataFrame) -> str:
    days = sorted({f"{day:%Y-%m-%d}" for day in table["as_of"]})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    sources = sorted(set(table["source"]))
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    return f"{name}: {table.height} rows of {when}, from {sources[0]}{more}."
