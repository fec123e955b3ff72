"""Loads reference tables into the DuckDB file, and says in `meta` of which date they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from nat_attrib.enrich import price_list, shipped
from nat_attrib.enrich.intervals import flatten, to_frame
from nat_attrib.enrich.ip_ranges import AWS_URL, IpRanges, download, read_file
from nat_attrib.store.schema import state

if TYPE_CHECKING:
    from datetime import datetime

    from nat_attrib.aws import Aws
    from nat_attrib.duck import Duck


def load_ip_ranges(duck: Duck, source: str | Path | None = None) -> datetime:
    """Load an ip-ranges.json into `ip_range`; a flow is named by the file nearest to its hour.

    The rows of the same date are replaced; files of other dates are kept.

    Args:
        duck: the file; the load is a transaction of its own.
        source: a saved file, a web address such as `ip_ranges.AWS_URL`, or `aws` for that one. None is the shipped
            table, which is loaded only where the file lacks it.

    Returns:
        The date (`createDate`, UTC) of what was read. `meta.ip_ranges_as_of` is that of the newest file.

    Raises:
        NatAttribError: what was read is not an ip-ranges.json; the table is as before.
    """
    if source is None:
        ranges, name = _shipped_ip_ranges()
        if duck.rows("from ip_range where as_of = $as_of limit 1", as_of=ranges.as_of):
            return ranges.as_of
    elif source == "aws" or str(source).startswith(("https://", "http://")):
        name = AWS_URL if source == "aws" else str(source)
        ranges = download(name)
    else:
        ranges, name = read_file(Path(source)), str(source)
    with duck.transaction():
        with duck.frame("ip_range_read", to_frame(flatten(ranges.blocks()))):
            duck.run("stages/enrich/ip_range_replace", as_of=ranges.as_of, source=name)
        newest, newest_source = duck.row("select as_of, source from ip_range order by as_of desc limit 1")
        state(duck, ip_ranges_as_of=newest.isoformat(), ip_ranges_source=newest_source)
    return ranges.as_of


def ip_ranges_files(duck: Duck) -> list[tuple[datetime, str]]:
    """Return the date and source of every ip-ranges.json the file holds, oldest first."""
    return [(as_of, source) for as_of, source in duck.rows("select distinct as_of, source from ip_range order by all")]


def load_prices(duck: Duck) -> None:
    """Replace the rows of `price` with the shipped list prices; `meta.price_as_of` is the date of the NAT rates."""
    prices = shipped.table("prices.csv")
    with duck.transaction():
        with duck.frame("price_read", pl.concat([prices, shipped.table("flow_log_prices.csv")])):
            duck.run("stages/enrich/price_replace")
        state(duck, price_as_of=prices.filter(pl.col("item") == "nat_gateway_gb")["as_of"].max())


def fetch_prices(duck: Duck, aws: Aws) -> list[str]:
    """Put the Pricing API's prices in the place of the shipped ones, for the regions of the gateways and VPCs.

    Returns what was not learned, in sentences: there the shipped price stays, if there is one.
    """
    known = duck.rows("select region from gateway union select region from inventory_vpc")
    prices, notes = price_list.fetch(aws, [region for (region,) in known if region])
    with duck.transaction():
        with duck.frame("price_read", prices):
            duck.run("stages/enrich/price_merge")
        [as_of] = duck.row("select max(as_of) from price where item = 'nat_gateway_gb'")
        state(duck, price_as_of=as_of)
    return notes


def load_hostnames(duck: Duck) -> None:
    """Replace the rows of `hostname_pattern`, `endpoint_service` and `privatelink_vendor` with what is shipped.

    What `other_hosts.csv` says of a pattern comes before `hostnames.csv`, which is made from a gathered list.
    """
    curated = shipped.table("other_hosts.csv")
    patterns = pl.concat([curated, shipped.table("hostnames.csv").join(curated, on="pattern", how="anti")])
    with (
        duck.transaction(),
        duck.frame("hostname_pattern_read", patterns),
        duck.frame("endpoint_service_read", shipped.table("endpoint_services.parquet")),
        duck.frame("privatelink_vendor_read", shipped.table("privatelink_vendors.csv")),
    ):
        duck.run("stages/enrich/hostname_pattern_replace")


def _shipped_ip_ranges() -> tuple[IpRanges, str]:
    rows = shipped.table("ip_ranges.parquet")
    return IpRanges(rows["as_of"][0], rows), f"{rows['source'][0]} (shipped with nat-attrib)"
