"""What a report says of the captures: how the bytes were seen, what that leaves out, what would sharpen it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from nat_attrib.inventory import spread
from nat_attrib.report import By, Format, Grouping, collect, render
from nat_attrib.report.seen_by import first_hops
from nat_attrib.report.summary import headlines
from tests.network_rows import ACCOUNT, REGION, put, table
from tests.report_world import DAY, fill

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

GATEWAY = "nat-0aaaaaaaaaaaaaaa1"


@pytest.fixture
def store(empty_store: Duck) -> Duck:
    """The day of the report's tests, with one gateway that only its clients' logs tell of."""
    fill(empty_store)
    empty_store.execute("update gateway_hour set capture = 'route' where nat_gateway_id = $id", id=GATEWAY)
    empty_store.execute("update nat_service_hour set capture = 'route' where nat_gateway_id = $id", id=GATEWAY)
    return empty_store


def test_a_gateway_that_only_its_clients_tell_of_is_named_with_what_would_sharpen_it(store: Duck) -> None:
    report = collect(store, DAY, By(Grouping.SERVICE), complete=False)
    (said,) = [note for note in report.notes if "clients' own flow logs" in note]
    assert re.search(rf"905\.0 GiB at {GATEWAY} are known .* by the route tables: clients without", said)
    assert said.endswith(
        "A flow log of the gateway's interface with ${pkt-srcaddr} and ${pkt-dstaddr} tells every byte."
    )
    assert ("Seen by", "2 captures", "route 905.0 GiB, nat_eni 15.0 GiB") in headlines(report)
    covered = {row["nat_gateway_id"]: row for row in json.loads(render(report, Format.JSON))["coverage"]}
    assert covered[GATEWAY]["captures"] == ["route"]
    assert covered[GATEWAY]["quality"] == ["records of the clients that have a flow log, by their route tables"]
    assert f"route: {covered[GATEWAY]['quality'][0]}" in render(
        collect(store, DAY, By(Grouping.SERVICE), for_page=True), Format.HTML
    )


def test_subnets_that_leave_through_something_else_first_are_said(store: Duck) -> None:
    put(store, "subnet", {"SubnetId": "subnet-spoke", "VpcId": "vpc-1", "OwnerId": ACCOUNT})
    put(store, "route_table", table("rtb-spoke", {"0.0.0.0/0": "tgw-0a"}, ["subnet-spoke"]))
    spread(store)
    store.execute("update gateway set region = $region", region=REGION)
    notes = collect(store, DAY, By(Grouping.SERVICE), complete=False).notes
    (said,) = [note for note in notes if "Transit Gateway first" in note]
    assert said.startswith(f"1 subnet in {REGION}, such as subnet-spoke, leaves through a Transit Gateway first")
    # Where every gateway's own log tells, nothing is missing.
    store.execute("update gateway_hour set capture = 'nat_eni'")
    assert not any(
        "Transit Gateway first" in note for note in collect(store, DAY, By(Grouping.SERVICE), complete=False).notes
    )


def test_several_subnets_are_said_as_such() -> None:
    row = {"target_kind": "vpc_endpoint", "region": "eu-west-1", "subnets": 1200, "first_subnet_id": "subnet-0a"}
    assert first_hops([row])[0].startswith("1,200 subnets in eu-west-1, such as subnet-0a, leave through a firewall")
