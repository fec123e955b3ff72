"""Prices from the Pricing API: exact usage types and operations, all pages, tiers, and what stays as shipped."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from nat_attrib import enrich, run
from nat_attrib.advice import choices
from nat_attrib.aws import Aws
from nat_attrib.enrich import price_list
from nat_attrib.inventory import spread
from nat_attrib.progress import SilentProgress
from tests.network_rows import nat, put

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

EC2, VPC, TRANSFER = price_list.QUESTIONS


def product(usage_type: str, operation: str | None, *tiers: tuple[str, str], unit: str = "GB", **other: Any) -> str:
    """Return an entry of PriceList as GetProducts has it; tiers are lower edge and dollars."""
    edges = [edge for edge, _ in tiers[1:]] + ["Inf"]
    attributes = {
        "servicecode": "AmazonEC2", "location": "US East (N. Virginia)", "locationType": "AWS Region",
        "regionCode": "us-east-1", "usagetype": usage_type, "servicename": "Amazon Elastic Compute Cloud",
        **({} if operation is None else {"operation": operation}),
    }  # fmt: skip
    dimensions = {
        f"SKU.JRTCKXETXF.{number}": {
            "unit": unit, "beginRange": begin, "endRange": end, "description": "as AWS says", "appliesTo": [],
            "rateCode": f"SKU.JRTCKXETXF.{number}", "pricePerUnit": {"USD": usd},
        }
        for number, ((begin, usd), end) in enumerate(zip(tiers, edges, strict=True))
    }  # fmt: skip
    term = {"priceDimensions": dimensions, "sku": "SKU", "effectiveDate": "2026-10-01T00:00:00Z", "offerTermCode": "JRTCKXETXF", "termAttributes": {}}  # fmt: skip # noqa: E501
    entry = {
        "product": {"productFamily": "NAT Gateway", "attributes": attributes, "sku": "SKU"},
        "serviceCode": "AmazonEC2", "terms": {"OnDemand": {"SKU.JRTCKXETXF": term}}, "version": "20261020000000",
        "publicationDate": "2026-10-20T18:00:00Z", **other,
    }  # fmt: skip
    return json.dumps(entry)


class Session:
    """A boto3 session whose Pricing API answers what the test says."""

    region_name = "us-east-1"

    def __init__(self) -> None:
        self.made = boto3.client("pricing", region_name="us-east-1")
        self.stub = Stubber(self.made)
        self.stub.activate()

    def client(self, service: str, region_name: str, config: object) -> Any:
        assert (service, bool(config)) == ("pricing", True)
        self.asked_in = region_name
        return self.made

    def answer(self, question: price_list.Question, *pages: list[str], region: str = "us-east-1") -> None:
        filters = [(question.region_field, region), *question.filters]
        asked = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in filters]
        token: dict[str, str] = {}
        for number, page in enumerate(pages):
            more = {"NextToken": f"page-{number + 1}"} if number + 1 < len(pages) else {}
            parameters = {"ServiceCode": question.service_code, "Filters": asked, **token}
            self.stub.add_response("get_products", {"FormatVersion": "aws_v1", "PriceList": page, **more}, parameters)
            token = more


NAT = [
    product("NatGateway-Hours", "NatGateway", ("0", "0.0450000000"), unit="Hrs"),
    product("USE1-RegionalNatGateway-Bytes", "RegionalNatGateway", ("0", "0.0440000000")),
    product("NatGateway-Prvd-Bytes", "NatGateway", ("0", "0.0000000000")),
    product("NatGateway-Prvd-Gbps", "NatGateway", ("0", "1.0760000000")),
]
MORE_NAT = [
    product("NatGateway-Bytes", "NatGateway", ("0", "0.0450000000")),
    product("RegionalNatGateway-Hours", "RegionalNatGateway", ("0", "0.0460000000"), unit="Hrs"),
    # The same usage type of another operation is another product.
    product("NatGateway-Bytes", "NatGateway:Special", ("0", "9.0000000000")),
]
ENDPOINTS = [
    product("USE1-VpcEndpoint-Hours", "VpcEndpoint", ("0", "0.0100000000"), unit="Hrs"),
    product("USE1-VpcEndpoint-Bytes", "VpcEndpoint", ("0", "0.01"), ("1048576", "0.006"), ("5242880", "0.004")),
    product("USE1-VpcEndpoint-GWLBE-Bytes", "VpcEndpoint", ("0", "0.0035")),
    product("USE1-VpcEndpoint-Resource-Hours", "VpcEndpoint", ("0", "0.02")),
    product("USE1-TransitGateway-Bytes", "TransitGatewayVPC", ("0", "0.02")),
    product("USE1-TransitGateway-Bytes", "TransitGatewayPeering", ("0", "0.0")),
    product("USE1-PublicIPv4:InUseAddress", "", ("0", "0.005"), unit="Hrs"),
    product("NatGateway-Bytes", "NatGateway", ("0", "0.0990000000")),
]
CROSSING = [product("DataTransfer-Regional-Bytes", "", ("0", "0.01"))]


@pytest.fixture
def session() -> Session:
    return Session()


def answered(session: Session) -> dict[tuple[str, float], str]:
    prices, notes = price_list.fetch(Aws(session), ["us-east-1"])
    session.stub.assert_no_pending_responses()
    assert notes == []
    assert set(prices["as_of"]) == {date(2026, 10, 20)}
    return {(item, start): price for item, start, price in prices.select("item", "from_gb", "price").iter_rows()}


def test_all_pages_and_exact_names(session: Session) -> None:
    session.answer(EC2, NAT, MORE_NAT)
    session.answer(VPC, ENDPOINTS)
    session.answer(TRANSFER, CROSSING)
    assert {key: float(price) for key, price in answered(session).items()} == {
        ("nat_gateway_hour", 0): 0.045,
        ("nat_gateway_gb", 0): 0.045,
        ("regional_nat_gateway_hour", 0): 0.046,
        ("regional_nat_gateway_gb", 0): 0.044,
        ("vpc_endpoint_hour", 0): 0.01,
        ("vpc_endpoint_gb", 0): 0.01,
        ("vpc_endpoint_gb", 1048576): 0.006,
        ("vpc_endpoint_gb", 5242880): 0.004,
        ("transit_gateway_gb", 0): 0.02,
        ("public_ipv4_hour", 0): 0.005,
        ("inter_az_gb", 0): 0.01,
    }


def test_products_that_disagree_give_no_price_and_the_other_list_may(session: Session) -> None:
    session.answer(EC2, [*NAT, *MORE_NAT, product("USE1-NatGateway-Bytes", "NatGateway", ("0", "0.05"))])
    session.answer(VPC, ENDPOINTS)
    session.answer(TRANSFER, [])
    found = answered(session)
    assert float(found["nat_gateway_gb", 0]) == 0.099
    assert ("inter_az_gb", 0) not in found


def test_a_region_without_prices_and_a_denied_one_are_named(session: Session) -> None:
    for question in price_list.QUESTIONS:
        session.answer(question, [], region="moon-west-1")
    session.stub.add_client_error("get_products", "AccessDeniedException", http_status_code=400)
    prices, notes = price_list.fetch(Aws(session), ["moon-west-1", "us-east-1"])
    assert prices.is_empty()
    assert "Prices of moon-west-1: the Pricing API has none of NAT gateways there." in notes
    assert any("pricing:GetProducts" in note and "us-east-1" in note for note in notes)


def test_fetched_prices_stand_in_the_shipped_ones_place_and_own_rates_before_both(
    session: Session, empty_store: Duck
) -> None:
    nat(empty_store, "nat-zonal", "subnet-a", "use1-az1")
    nat(empty_store, "nat-regional", None, None, AvailabilityMode="regional")
    enrich.load_prices(empty_store)
    session.answer(EC2, NAT, MORE_NAT)
    session.answer(VPC, ENDPOINTS)
    session.answer(TRANSFER, CROSSING)
    assert enrich.fetch_prices(empty_store, Aws(session)) == []
    rates = "select nat_gateway_id, nat_usd_per_gib::double, nat_usd_per_hour::double, price_source from gateway_rate order by 1"  # fmt: skip # noqa: E501
    source = "AWS Pricing API, AmazonEC2"
    assert empty_store.rows(rates) == [("nat-regional", 0.044, 0.046, source), ("nat-zonal", 0.045, 0.045, source)]
    assert empty_store.row("select count(*) from price where region = 'us-east-1' and item = 'vpc_endpoint_gb'") == (3,)
    assert empty_store.row("select count(*) > 0 from price where region = 'eu-west-1'") == (True,)
    choices.speak(empty_store, {"price/us-east-1/nat_gateway_gb": "0.04"})
    assert empty_store.rows(rates)[1] == ("nat-zonal", 0.04, 0.045, "own rate")
    # The next run without the API is the shipped list again.
    enrich.load_prices(empty_store)
    assert empty_store.row("select count(*) from price where source like 'AWS Pricing API%'") == (0,)


def test_a_region_without_any_price_has_bytes_and_no_dollars(empty_store: Duck) -> None:
    put(empty_store, "vpc", {"VpcId": "vpc-9", "CidrBlock": "10.0.0.0/16"}, region="moon-west-1")
    spread(empty_store)
    nat(empty_store, "nat-moon", "subnet-a", "moonw1-az1", "vpc-9")
    empty_store.execute("update gateway set region = 'moon-west-1'")
    enrich.load_prices(empty_store)
    [reason] = empty_store.row("select reason from gateway_rate")
    assert reason == "no price of NAT gateways is known for moon-west-1"


def test_a_run_that_may_not_ask_keeps_the_shipped_prices_and_says_so(session: Session, empty_store: Duck) -> None:
    put(empty_store, "vpc", {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"})
    spread(empty_store)
    session.stub.add_client_error("get_products", "AccessDeniedException", http_status_code=400)
    done = run.run(empty_store, run.Inputs(asks_prices=True, aws=Aws(session)), SilentProgress())
    assert done.is_partial
    assert [note for note in done.notes if "pricing:GetProducts" in note]
    assert empty_store.row("select count(*) > 0 from price where region = 'us-east-1'") == (True,)
