"""Before and after a change: equal windows, what left and what stayed, and the saving beside the promise."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nat_attrib.advice import compare, compared
from nat_attrib.errors import NatAttribError
from nat_attrib.held import held
from nat_attrib.inventory import spread
from nat_attrib.report import Plain
from tests.network_rows import GIB, endpoint, put, sound_network, traffic

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

AT = datetime(2026, 11, 20)
DAYS = timedelta(days=3)
TABLES = {"VpcEndpointType": "Gateway", "Groups": [], "PrivateDnsEnabled": False, "SubnetIds": [], "NetworkInterfaceIds": []}  # fmt: skip # noqa: E501


@pytest.fixture
def network(empty_store: Duck) -> Duck:
    """The sound network from 17 to 23 November; every day 10 GiB of DynamoDB pass NAT, until an endpoint comes."""
    sound_network(empty_store)
    empty_store.execute("delete from gateway_hour")
    empty_store.execute("delete from nat_service_hour")
    for gateway in ("nat-a", "nat-b"):
        empty_store.execute(
            "insert into gateway_hour select timestamp '2026-11-17' + to_hours(i), $gateway, 'nat_eni', 'fl-1', 3600,"
            " false, 0, 0, 0, 0, 0, 0, 0, 0 from range(144) t(i)",
            gateway=gateway,
        )
    for day in (17, 18, 19):
        _dynamodb(empty_store, 10, f"2026-11-{day} 05:00")
        traffic(empty_store, "nat-a", 1, GIB, hour=f"2026-11-{day} 06:00")
        traffic(empty_store, "nat-a", 1, GIB, hour=f"2026-11-{day + 3} 06:00")
    empty_store.execute("update inventory_resource set seen_from = '2026-11-01'")
    _seen(empty_store, "2026-11-19 12:00")
    return empty_store


def _dynamodb(duck: Duck, gib: int, hour: str) -> None:
    traffic(duck, "nat-a", 1, gib * GIB, "dynamodb", "gateway_endpoint", "prefix_list", hour=hour)


def _seen(duck: Duck, when: str) -> None:
    duck.execute(
        "insert into inventory_snapshot values ('111122223333', 'us-east-1', 'vpc', $when, 1, null)", when=when
    )


def _make(duck: Duck, *tables: str) -> None:
    """Let the endpoint be there from the snapshot of 21 November on."""
    put(duck, "vpc_endpoint", endpoint("vpce-ddb", "dynamodb", RouteTableIds=list(tables), **TABLES))
    duck.execute("update inventory_resource set seen_from = '2026-11-21' where resource_id = 'vpce-ddb'")
    _seen(duck, "2026-11-21")


def _compare(duck: Duck, at: datetime = AT) -> compare.Comparison:
    spread(duck)
    return compare.collect(duck, at, DAYS, datetime(2026, 11, 23))


def test_what_was_promised_is_kept_as_far_as_the_bytes_left(network: Duck) -> None:
    _make(network, "rtb-a", "rtb-b")
    _dynamodb(network, 3, "2026-11-20 02:00")
    found = _compare(network)
    assert str(found.before) == "2026-11-17 00:00 to 2026-11-20 00:00 UTC"
    assert str(found.after) == "2026-11-20 00:00 to 2026-11-23 00:00 UTC"
    assert (found.totals["bytes_before"], found.totals["bytes_after"]) == (33 * GIB, 6 * GIB)
    [promise] = [row for row in found.promises if row["action"] == "create_gateway_endpoint"]
    # 30 GiB in 72 hours are 304.17 a month at $0.045; a tenth of them stayed.
    assert promise["saving_usd_per_month"] == pytest.approx(304.1667 * 0.045, abs=1e-3)
    assert promise["is_done"] is True
    assert promise["moved_share"] == pytest.approx(0.9)
    assert promise["saved_usd_per_month"] == pytest.approx(304.1667 * 0.045 * 0.9, abs=1e-3)
    assert [(row["kept_by"], row["bytes"]) for row in promise["stayed"]] == [("open_connection", 3 * GIB)]
    said = compared.promise(promise)
    assert "Promised: $13.69 a month." in said
    assert "Saved: $12.32 a month." in said
    assert "connections that were open before, or addresses that clients cached, last at 2026-11-20 02:00 UTC" in said


def test_an_endpoint_that_lacks_the_clients_table_keeps_no_promise(network: Duck) -> None:
    _make(network, "rtb-b")
    _dynamodb(network, 30, "2026-11-20 02:00")
    [promise] = [row for row in _compare(network).promises if row["action"] == "create_gateway_endpoint"]
    assert (promise["is_done"], promise["moved_share"], promise["saved_usd_per_month"]) == (True, 0, 0)
    assert [row["kept_by"] for row in promise["stayed"]] == ["no_association"]


def test_fewer_bytes_without_a_change_are_no_saving(network: Duck) -> None:
    _seen(network, "2026-11-21")
    [promise] = [row for row in _compare(network).promises if row["action"] == "create_gateway_endpoint"]
    assert (promise["is_done"], promise["moved_share"], promise["saved_usd_per_month"]) == (False, 1, 0)
    assert "The newest inventory does not show it done." in compared.promise(promise)


def test_an_interface_endpoint_is_paid_whether_its_bytes_move_or_not() -> None:
    promise = {
        "action": "create_interface_endpoint", "vpc_id": "vpc-1", "region": "us-east-1", "vpc_endpoint_id": None,
        "service_name": "com.amazonaws.us-east-1.kms", "saving_usd_per_month": 20.0, "endpoint_usd_per_month": 15.0,
    }  # fmt: skip
    row = {"source_vpc_id": "vpc-1", "service": "kms", "service_region": "us-east-1", "bytes_before": 100}
    made = [{"vpc_id": "vpc-1", "service_name": promise["service_name"], "vpc_endpoint_type": "interface"}]
    for after, saved in ((0, 20.0), (50, 35 * 0.5 - 15), (100, -15.0), (300, -15.0)):
        found = compare.kept(promise, [{**row, "bytes_after": after}], [], made)
        assert found["saved_usd_per_month"] == pytest.approx(saved)
    assert compare.kept(promise, [{**row, "bytes_after": 0}], [], [])["saved_usd_per_month"] == 0


def test_deleting_and_what_moves_no_service() -> None:
    deletion: dict[str, Any] = {
        "action": "delete_endpoint", "vpc_id": "vpc-1", "vpc_endpoint_id": "vpce-1", "saving_usd_per_month": 3.0,
        "nat_gateway_ids": [],
    }  # fmt: skip
    assert compare.kept(deletion, [], [], [])["saved_usd_per_month"] == 3
    assert compare.kept(deletion, [], [], [{"resource_id": "vpce-1"}])["saved_usd_per_month"] == 0
    removal = {**deletion, "action": "remove_nat_gateway", "nat_gateway_ids": ["nat-1"]}
    assert compare.kept(removal, [], [], [])["saved_usd_per_month"] == 3
    assert compare.kept(removal, [], [], [{"resource_id": "nat-1"}])["is_done"] is False
    placing = {**removal, "action": "add_nat_gateway"}
    assert "Not judged" in compared.promise(compare.kept(placing, [], [], []))


def test_advice_may_look_at_the_network_as_it_was(network: Duck) -> None:
    _make(network, "rtb-a", "rtb-b")
    spread(network)
    count = "select count(*), bool_and(is_current) from inventory_vpc_endpoint where vpc_endpoint_id = 'vpce-ddb'"
    for moment, expected in ((datetime(2026, 11, 20, 23), (0, None)), (datetime(2026, 11, 21), (1, True))):
        with held(network, network_at=moment):
            assert network.row(count) == expected
    assert network.row(count) == (1, True)


@given(first=st.integers(0, 200), settled=st.integers(0, 200), at=st.integers(0, 200 * 60), length=st.integers(1, 100))
def test_windows_are_whole_equal_and_leave_the_change_out(first: int, settled: int, at: int, length: int) -> None:
    zero = datetime(2026, 11, 1)
    first_hour, end, moment = zero + first * compare.HOUR, zero + settled * compare.HOUR, zero + timedelta(minutes=at)
    try:
        before, after = compare.windows(moment, length * compare.HOUR, first_hour, end)
    except NatAttribError:
        # Not a whole hour on one of the sides.
        assert min(end - moment, moment - first_hour) < 2 * compare.HOUR
        return
    assert first_hour <= before.since < before.until <= moment <= after.since < after.until <= end
    assert before.until - before.since == after.until - after.since <= length * compare.HOUR
    assert after.since - before.until in {timedelta(0), compare.HOUR}


def test_every_format_says_the_same(network: Duck) -> None:
    _make(network, "rtb-a")
    found = _compare(network, AT + timedelta(minutes=20))
    document = json.loads(compared.render(found, Plain.JSON))
    assert document["before"] == {"since": "2026-11-17T01:00:00Z", "until": "2026-11-20T00:00:00Z"}
    assert [row["service"] for row in document["services"]] == ["dynamodb", "internet"]
    table, text = (compared.render(found, each) for each in (Plain.TABLE, Plain.MARKDOWN))
    for said in ("The hour that holds the change is in neither window.", "71 hours are no whole days"):
        assert said in " ".join(table.split())
        assert said in text
    assert compared.render(found, Plain.CSV).startswith("service,service_region,served_by")


def test_a_file_without_logs_says_so(empty_store: Duck) -> None:
    with pytest.raises(NatAttribError, match="holds no flow logs yet"):
        _compare(empty_store)


def test_notes_name_the_source_of_the_dollars_and_an_inventory_older_or_newer_than_the_change(network: Duck) -> None:
    said = " ".join(_compare(network).notes)
    assert "Prices of us-east-1: price list, 2026-08-22." in said
    assert "The newest inventory is of 2026-11-19 12:00 UTC, before the change" in said
    network.execute("update inventory_snapshot set seen_at = '2026-11-22'")
    network.execute("delete from price")
    network.execute("update source set source_name = '\x1b[2J| <b>'")
    found = _compare(network)
    said = " ".join(found.notes)
    assert "nat-a has bytes and no dollars: no price of NAT gateways is known for us-east-1." in said
    assert "The network was first seen on 2026-11-22 00:00 UTC, after the change" in said
    # A hostile name steers nothing.
    for each in (Plain.TABLE, Plain.MARKDOWN, Plain.JSON, Plain.CSV):
        assert "\x1b" not in compared.render(found, each)
