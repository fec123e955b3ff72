"""Turns gathered reference files into the rows of the shipped tables. Pure: JSON in, frame out.

The formats are those of the project's own gathered files: each fact beside the name of its source, and a block
`sources` (or a source text) that says what the name stands for.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from nat_attrib.enrich import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEMS: dict[str, tuple[str, int]] = {
    "nat_gateway_hourly": ("nat_gateway_hour", 0),
    "nat_gateway_gb": ("nat_gateway_gb", 0),
    "inter_az_gb_each_direction": ("inter_az_gb", 0),
    "interface_endpoint_hourly_per_az": ("vpc_endpoint_hour", 0),
    # AWS's tiers are powers of 1024: 1 PB is 1,048,576 GB.
    "interface_endpoint_gb_first_1pb": ("vpc_endpoint_gb", 0),
    "interface_endpoint_gb_next_4pb": ("vpc_endpoint_gb", 1024**2),
    "interface_endpoint_gb_over_5pb": ("vpc_endpoint_gb", 5 * 1024**2),
    "tgw_vpc_attachment_hourly": ("transit_gateway_hour", 0),
    "tgw_gb": ("transit_gateway_gb", 0),
    "public_ipv4_in_use_hourly": ("public_ipv4_hour", 0),
    "internet_egress_gb_first_10tb": ("internet_out_gb", 0),
    "internet_egress_gb_next_40tb": ("internet_out_gb", 10 * 1024),
    "internet_egress_gb_next_100tb": ("internet_out_gb", 50 * 1024),
    "internet_egress_gb_over_150tb": ("internet_out_gb", 150 * 1024),
}
"""Name in the gathered file to item and lower edge of its tier in GB."""


def prices(document: dict[str, Any]) -> pl.DataFrame:
    """Return the columns of `prices.csv`; a price that nobody knows has no row."""
    rows = []
    for region, told in document["regions"].items():
        for name, entry in told["prices"].items():
            if name not in _ITEMS or entry["value"] is None:
                continue
            item, from_gb = _ITEMS[name]
            source = document["sources"][entry["source"]]
            as_of = _date(entry.get("effective"), source, document["built"])
            rows.append(
                (region, item, float(from_gb), _decimal(entry["value"]), told["currency"], _said(source), as_of)
            )
    return _frame("prices.csv", rows)


def hostnames(document: dict[str, Any], gathered: date) -> pl.DataFrame:
    """Return the columns of `hostnames.csv`. A gateway endpoint is named before an interface endpoint: it is free."""
    rows = []
    for row in document["rows"]:
        types = row["types"] or []
        served_by = "gateway_endpoint" if "Gateway" in types else "interface_endpoint" if types else "nat_only"
        source = re.sub(r"^curated.*", "curated; the pairing is general knowledge of AWS", row["source"])
        note = row["note"] if served_by == "nat_only" else None
        rows.append((row["pattern"], row["suffix"], served_by, note, row["confidence"], source, gathered))
    return _frame("hostnames.csv", rows)


def endpoint_services(document: dict[str, Any], gathered: date) -> pl.DataFrame:
    """Return the columns of `endpoint_services.parquet`; region `*` where it is not known which regions have it."""
    types = {row["service_name"]: "+".join(sorted(row["types"])) for row in document["generic"]}
    short = {re.sub(r"^com\.amazonaws\.\{region\}\.", "", name): kind for name, kind in types.items()}
    source = "AWS PrivateLink guide, aws-cdk-lib; regions: those of the service's API in botocore"
    rows = [
        (region, service, short[service], source, gathered)
        for region, services in document["regions_proxy"].items()
        for service in services
    ]
    placed = {row[1] for row in rows}
    rows.extend(
        ("*", service, kind, "AWS PrivateLink guide, aws-cdk-lib", gathered)
        for service, kind in short.items()
        if service not in placed
    )
    return _frame("endpoint_services.parquet", rows)


def inter_region_transfer(document: dict[str, Any]) -> pl.DataFrame:
    """Return the columns of `inter_region_transfer.parquet`."""
    source = document["source"]
    rows = [
        (out_of, into, _decimal(usd), _said(source), _date(None, source, None))
        for out_of, prices_into in document["from_to"].items()
        for into, usd in prices_into.items()
    ]
    return _frame("inter_region_transfer.parquet", rows)


def usage_type_prefixes(document: dict[str, Any], gathered: date) -> pl.DataFrame:
    """Return the columns of `usage_type_prefixes.csv`; the prefix `-` stands for none, which is us-east-1."""
    rows = [
        (prefix or "-", entry["region"], entry["source"], gathered)
        for prefix, entry in document["prefix_to_region"].items()
    ]
    return _frame("usage_type_prefixes.csv", rows)


def _frame(name: str, rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    columns = shipped.COLUMNS[name]
    return pl.DataFrame(rows, schema=columns, orient="row").sort(list(columns)[:3])


def _decimal(value: float) -> str:
    return format(Decimal(str(value)), "f")


def _said(source: dict[str, Any]) -> str:
    """Return what to tell a reader of a source: what it is, and where its copy was read."""
    what = re.split(r"\. | \(|; ", str(source["what"]))[0].removesuffix(".")
    what = re.sub(r"^RULE[^:]*: ", "rule: ", what)
    return f"{what} ({source['repo']} {source['commit'][:8]})" if "repo" in source else what


def _date(effective: str | None, source: dict[str, Any], built: str | None) -> date:
    """Return the day of a fact: its own, its source's, the first year its source may be of, or the file's."""
    return next(_dates(effective, source, built))


def _dates(effective: str | None, source: dict[str, Any], built: str | None) -> Iterator[date]:
    told = (effective, *(source.get(key) for key in ("generated_at", "hawkFilePublicationDate", "date", "confidence")))
    for text in (*told, built):
        found = re.search(r"(20\d\d)(?:-([01]\d)(?!\d))?(?:-([0-3]\d)(?!\d))?", text or "")
        if found:
            year, month, day = (int(part or 1) for part in found.groups())
            yield date(year, month, day)
    raise ValueError("a source without a date")
