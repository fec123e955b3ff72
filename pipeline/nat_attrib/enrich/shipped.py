"""The reference tables that ship with the program, each row with its source and date."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import polars as pl

from nat_attrib.errors import NatAttribError

COLUMNS: dict[str, dict[str, type[pl.DataType]]] = {
    "ip_ranges.parquet": {
        "prefix": pl.String,
        "service": pl.String,
        "region": pl.String,
        "source": pl.String,
        "as_of": pl.Datetime,
    },
    "prices.csv": {
        "region": pl.String,
        "item": pl.String,
        "from_gb": pl.Float64,
        "price": pl.String,
        "currency": pl.String,
        "source": pl.String,
        "as_of": pl.Date,
    },
    "flow_log_prices.csv": {
        "region": pl.String,
        "item": pl.String,
        "from_gb": pl.Float64,
        "price": pl.String,
        "currency": pl.String,
        "source": pl.String,
        "as_of": pl.Date,
    },
    "hostnames.csv": {
        "pattern": pl.String,
        "service": pl.String,
        "served_by": pl.String,
        "note": pl.String,
        "confidence": pl.String,
        "source": pl.String,
        "as_of": pl.Date,
    },
    "other_hosts.csv": {
        "pattern": pl.String,
        "service": pl.String,
        "served_by": pl.String,
        "note": pl.String,
        "confidence": pl.String,
        "source": pl.String,
        "as_of": pl.Date,
    },
    "privatelink_vendors.csv": {
        "vendor": pl.String,
        "pattern": pl.String,
        "service_names_at": pl.String,
        "note": pl.String,
        "source": pl.String,
        "as_of": pl.Date,
    },
    "endpoint_services.parquet": {
        "region": pl.String,
        "service": pl.String,
        "types": pl.String,
        "source": pl.String,
        "as_of": pl.Date,
    },
    "inter_region_transfer.parquet": {
        "from_region": pl.String,
        "to_region": pl.String,
        "usd_per_gb": pl.String,
        "source": pl.String,
        "as_of": pl.Date,
    },
    "usage_type_prefixes.csv": {
        "prefix": pl.String,
        "region": pl.String,
        "source": pl.String,
        "as_of": pl.Date,
    },
}
"""Every shipped file with its columns. Prices stay text until DuckDB reads them as DECIMAL."""


def folder() -> Path:
    """Return the folder of the shipped tables."""
    return Path(str(files("nat_attrib"))) / "data"


def table(name: str, where: Path | None = None) -> pl.DataFrame:
    """Return a shipped table by file name, with the columns of `COLUMNS`.

    Raises:
        NatAttribError: the file is missing or broken.
    """
    path = (where or folder()) / name
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path, columns=list(COLUMNS[name]))
        return pl.read_csv(path, schema=COLUMNS[name])
    except (OSError, pl.exceptions.PolarsError) as error:
        raise NatAttribError(f"{path} cannot be read ({error}); install nat-attrib again.") from error
