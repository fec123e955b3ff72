"""The shipped prices and host names, as the DuckDB file holds them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from nat_attrib import duck as engine
from nat_attrib import enrich
from nat_attrib.enrich import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck

ITEMS = {
    *("nat_gateway_hour", "nat_gateway_gb", "inter_az_gb", "vpc_endpoint_hour", "vpc_endpoint_gb"),
    *("transit_gateway_hour", "transit_gateway_gb", "public_ipv4_hour", "internet_out_gb"),
}
"""Of the comment on price.item, what every region has."""
LOGGING = {"flow_log_s3_gb", "flow_log_parquet_gb"}
"""What flow logs cost themselves, listed for few regions."""


@pytest.fixture
def tables() -> Iterator[Duck]:
    duck = engine.connect()
    for name in ("schema/010_meta", "schema/050_reference"):
        duck.run(name)
    yield duck
    duck.close()


def price(duck: Duck, region: str, item: str) -> list[tuple[float, Decimal, str]]:
    return duck.rows(
        "select from_gb, price, currency from price where region = $region and item = $item order by from_gb",
        region=region,
        item=item,
    )


def test_prices_are_those_aws_lists(tables: Duck) -> None:
    enrich.load_prices(tables)
    enrich.load_prices(tables)
    # The bill's own text: $0.045 per NAT Gateway Hour and per GB Data Processed, US East (N. Virginia).
    assert price(tables, "us-east-1", "nat_gateway_hour") == [(0, Decimal("0.045"), "USD")]
    assert price(tables, "us-east-1", "nat_gateway_gb") == [(0, Decimal("0.045"), "USD")]
    assert price(tables, "ap-east-1", "nat_gateway_gb") == [(0, Decimal("0.065"), "USD")]
    assert price(tables, "us-east-1", "inter_az_gb") == [(0, Decimal("0.01"), "USD")]
    # The first PB, the next 4 PB and what is over, in GB.
    assert price(tables, "us-east-1", "vpc_endpoint_gb") == [
        (0, Decimal("0.01"), "USD"),
        (1_048_576, Decimal("0.006"), "USD"),
        (5_242_880, Decimal("0.004"), "USD"),
    ]
    assert price(tables, "cn-northwest-1", "nat_gateway_gb") == [(0, Decimal("0.37"), "CNY")]
    # What nobody knows has no row: never a price without a source.
    assert price(tables, "cn-north-1", "nat_gateway_gb") == []
    assert {item for (item,) in tables.rows("select distinct item from price")} == ITEMS | LOGGING
    assert tables.row("select count(*), count(distinct (region, item, from_gb)) from price") == (500, 500)
    assert tables.row("select value from meta where key = 'price_as_of'") == ("2026-08-22",)


def test_every_region_with_a_nat_rate_has_every_item(tables: Duck) -> None:
    enrich.load_prices(tables)
    found = tables.rows("select region, list(distinct item) from price where currency = 'USD' group by region")
    assert len(found) == 36
    incomplete = {region: ITEMS - set(items) for region, items in found if ITEMS - set(items)}
    # GovCloud and young regions lack the odd rate in every public list.
    assert all("nat_gateway_gb" not in missing for missing in incomplete.values()), incomplete


def test_host_names_map_to_endpoints(tables: Duck) -> None:
    enrich.load_hostnames(tables)
    enrich.load_hostnames(tables)
    found = {row[0]: row[1:] for row in tables.rows("select pattern, service, served_by, note from hostname_pattern")}
    assert len(found) == tables.row("select count(*) from hostname_pattern")[0] > 802
    assert found["sts.{region}.amazonaws.com"] == ("sts", "interface_endpoint", None)
    assert found["*.dkr.ecr.{region}.amazonaws.com"] == ("ecr.dkr", "interface_endpoint", None)
    assert found["s3.{region}.amazonaws.com"] == ("s3", "gateway_endpoint", None)
    assert found["kinesis.{region}.amazonaws.com"] == ("kinesis-streams", "interface_endpoint", None)
    service, served_by, note = found["*.eks.amazonaws.com"]
    assert (service, served_by) == (None, "nat_only")
    assert "private access" in note
    assert {row[1] for row in found.values()} == {"gateway_endpoint", "interface_endpoint", "nat_only", None}


@pytest.mark.parametrize("name", shipped.COLUMNS)
def test_every_shipped_table_states_source_and_date(name: str) -> None:
    table = shipped.table(name)
    assert table.height > 0
    assert table["source"].null_count() == 0
    assert all(date(2018, 1, 1) <= date.fromisoformat(str(day)[:10]) for day in table["as_of"].unique())


def test_the_shipped_tables_are_small() -> None:
    assert sum(path.stat().st_size for path in shipped.folder().iterdir()) < 700_000
