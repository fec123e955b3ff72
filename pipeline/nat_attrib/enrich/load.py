"""Loads reference tables into the DuckDB file, and says in `meta` of which date they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from nat_attrib.enrich import shipped
from nat_attrib.enrich.intervals import flatten, to_frame
from nat_attrib.enrich.ip_ranges import IpRanges, download, read_file
from nat_attrib.store.schema import state

if TYPE_CHECKING:
    from datetime import datetime

    from nat_attrib.duck import Duck


def load_ip_ranges(duck: Duck, source: str | Path | None = None) -> datetime:
    """Load an ip-ranges.json into `ip_range` and make it the one that names remotes.

    The rows of the same date are replaced; files of other dates are kept.

    Args:
        duck: the file; the load is a transaction of its own.
        source: a saved file, or a web address such as `ip_ranges.AWS_URL`. None is the shipped table, unless the file
            holds a newer one already, which then stays in use.

    Returns:
        The date (`createDate`, UTC) of the table in use, also `meta.ip_ranges_as_of`.

    Raises:
        NatAttribError: what was read is not an ip-ranges.json; the table is as before.
    """
    if source is None:
        ranges, name = _shipped_ip_ranges()
        held = duck.rows(
            "select as_of, source from ip_range where as_of > $as_of order by as_of desc limit 1", as_of=ranges.as_of
        )
        if held:
            state(duck, ip_ranges_as_of=held[0][0].isoformat(), ip_ranges_source=held[0][1])
            newest: datetime = held[0][0]
            return newest
    elif str(source).startswith(("https://", "http://")):
        ranges, name = download(str(source)), str(source)
    else:
        ranges, name = read_file(Path(source)), str(source)
    with duck.transaction():
        with duck.frame("ip_range_read", to_frame(flatten(ranges.blocks()))):
            duck.run("stages/enrich/ip_range_replace", as_of=ranges.as_of, source=name)
        state(duck, ip_ranges_as_of=ranges.as_of.isoformat(), ip_ranges_source=name)
    return ranges.as_of


def load_prices(duck: Duck) -> None:
    """Replace the rows of `price` with the shipped list prices; `meta.price_as_of` is the date of the NAT rates."""
    prices = shipped.table("prices.csv")
    with duck.transaction():
        with duck.frame("price_read", prices):
            duck.run("stages/enrich/price_replace")
        state(duck, price_as_of=prices.filter(pl.col("item") == "nat_gateway_gb")["as_of"].max())


def load_hostnames(duck: Duck) -> None:
    """Replace the rows of `hostname_pattern` with the shipped host names."""
    with duck.transaction(), duck.frame("hostname_pattern_read", shipped.table("hostnames.csv")):
        duck.run("stages/enrich/hostname_pattern_replace")


def _shipped_ip_ranges() -> tuple[IpRanges, str]:
    rows = shipped.table("ip_ranges.parquet")
    return IpRanges(rows["as_of"][0], rows), f"{rows['source'][0]} (shipped with nat-attrib)"
