"""Asks the Pricing API for list prices of regions: exact usage types and operations, never parts of their names."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from nat_attrib.aws import ClientError, pages, refusal, transport_errors
from nat_attrib.enrich import shipped
from nat_attrib.errors import NatAttribError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nat_attrib.aws import Aws

_PREFIX = re.compile(r"[A-Z]{2,4}\d?-", re.ASCII)
"""Billing code of a region before a usage type. us-east-1 has none in some usage types and `USE1-` in others."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A usage type that is an item of the table `price`."""

    item: str
    usage_type: str
    """Without the region's prefix."""
    operation: str | None
    """What the product must say; None where products of the usage type have none that matters."""


@dataclass(frozen=True, slots=True)
class Question:
    """One GetProducts query."""

    service_code: str
    region_field: str
    """Attribute that holds the region."""
    filters: tuple[tuple[str, str], ...]
    wanted: tuple[Wanted, ...]


_NAT = (
    Wanted("nat_gateway_hour", "NatGateway-Hours", "NatGateway"),
    Wanted("nat_gateway_gb", "NatGateway-Bytes", "NatGateway"),
    Wanted("regional_nat_gateway_hour", "RegionalNatGateway-Hours", "RegionalNatGateway"),
    Wanted("regional_nat_gateway_gb", "RegionalNatGateway-Bytes", "RegionalNatGateway"),
)
QUESTIONS = (
    Question("AmazonEC2", "regionCode", (("productFamily", "NAT Gateway"),), _NAT),
    Question(
        "AmazonVPC",
        "regionCode",
        (),
        (
            # Where NAT gateways stood in the list once; EC2's answer comes first.
            *_NAT,
            Wanted("vpc_endpoint_hour", "VpcEndpoint-Hours", "VpcEndpoint"),
            Wanted("vpc_endpoint_gb", "VpcEndpoint-Bytes", "VpcEndpoint"),
            Wanted("transit_gateway_hour", "TransitGateway-Hours", "TransitGatewayVPC"),
            Wanted("transit_gateway_gb", "TransitGateway-Bytes", "TransitGatewayVPC"),
            Wanted("public_ipv4_hour", "PublicIPv4:InUseAddress", None),
        ),
    ),
    Question(
        "AWSDataTransfer",
        "fromRegionCode",
        (("transferType", "IntraRegion"),),
        (Wanted("inter_az_gb", "DataTransfer-Regional-Bytes", None),),
    ),
)
"""What is asked for each region; internet egress is not: it is paid with NAT or without."""


def fetch(aws: Aws, regions: Iterable[str]) -> tuple[pl.DataFrame, list[str]]:
    """Return the columns of `prices.csv` for the regions, and what was not learned, in sentences.

    Needs `pricing:GetProducts`. An item whose products disagree, or that the list lacks, has no row.
    """
    rows: list[tuple[Any, ...]] = []
    notes: list[str] = []
    for region in sorted(set(regions)):
        client = aws.client("pricing", "cn-northwest-1" if region.startswith("cn-") else "us-east-1")
        known: set[str] = set()
        for question in QUESTIONS:
            try:
                found = list(_priced(list(_products(client, question, region)), question, region))
            except transport_errors(NatAttribError, ClientError) as error:
                is_said = isinstance(error, NatAttribError)
                said = error if is_said else refusal(error, "pricing:GetProducts", question.service_code)
                notes.append(f"Prices of {region}: {said}")
                break
            rows += [row for row in found if row[1] not in known]
            known |= {row[1] for row in found}
        else:
            if "nat_gateway_gb" not in known:
                notes.append(f"Prices of {region}: the Pricing API has none of NAT gateways there.")
    columns = shipped.COLUMNS["prices.csv"]
    return pl.DataFrame(rows, schema=columns, orient="row").sort(list(columns)[:3]), notes


def _products(client: Any, question: Question, region: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - boto3 has no types
    filters = [(question.region_field, region), *question.filters]
    asked = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in filters]
    for page in pages(client, "get_products", ServiceCode=question.service_code, Filters=asked):
        yield from (json.loads(text) for text in page.get("PriceList", ()))


def _priced(products: Iterable[dict[str, Any]], question: Question, region: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of each item whose products all say the same."""
    said: dict[str, set[tuple[tuple[float, str, str], ...]]] = defaultdict(set)
    dates: dict[str, str] = {}
    for product in products:
        attributes = product["product"]["attributes"]
        usage_type = _PREFIX.sub("", attributes.get("usagetype", ""), count=1)
        for wanted in question.wanted:
            if usage_type == wanted.usage_type and wanted.operation in {None, attributes.get("operation")}:
                said[wanted.item].add(tuple(sorted(_tiers(product))))
                dates[wanted.item] = product["publicationDate"][:10]
    for item, answers in said.items():
        answers.discard(())
        if len(answers) == 1:
            [tiers] = answers
            source = f"AWS Pricing API, {question.service_code}"
            as_of = date.fromisoformat(dates[item])
            yield from ((region, item, start, price, currency, source, as_of) for start, price, currency in tiers)


def _tiers(product: dict[str, Any]) -> Iterator[tuple[float, str, str]]:
    """Yield lower edge, price and currency of each tier of the on-demand term."""
    for term in product.get("terms", {}).get("OnDemand", {}).values():
        for dimension in term["priceDimensions"].values():
            for currency, price in dimension["pricePerUnit"].items():
                yield float(dimension.get("beginRange", 0)), str(price), str(currency)
