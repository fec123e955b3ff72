"""Hand-worked money cases of the advice, from both sides of each break-even, and the law that savings add up."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nat_attrib import duck as engine
from nat_attrib.advice import needs
from nat_attrib.inventory import spread
from nat_attrib.report import Plain
from nat_attrib.window import Window
from tests.network_rows import GIB, client, endpoint, held_here, nat, put, sound_network, table, traffic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

WINDOW = Window(datetime(2026, 11, 16), datetime(2026, 12, 17))
MONTH = "('2026-11-16', '2026-12-17')"
"""A window of more than the 730 covered hours that `month` makes, so that GiB are GiB a month."""


@pytest.fixture(scope="module")
def sound(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    """The sound network with 730 covered hours."""
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("sound") / "nat.duckdb"))
    sound_network(duck)
    month(duck, "nat-a", "nat-b")
    yield duck
    duck.close()


@pytest.fixture
def network(sound: Duck) -> Iterator[Duck]:
    """The sound network, to change: each test's changes are rolled back."""
    with sound.rolled_back():
        yield sound


def month(duck: Duck, *gateways: str) -> None:
    """Make the flow logs of gateways cover 730 hours."""
    for gateway in gateways:
        duck.execute("delete from gateway_hour where nat_gateway_id = $gateway", gateway=gateway)
        duck.execute(
            "insert into gateway_hour select timestamp '2026-11-16' + to_hours(i), $gateway, 'nat_eni', 'fl-1', 3600,"
            " false, 0, 0, 0, 0, 0, 0, 0, 0 from range(730) t(i)",
            gateway=gateway,
        )


def advice(duck: Duck) -> list[dict[str, Any]]:
    with held_here(duck):
        return duck.dicts(f"from recommendations{MONTH}")


def attach(duck: Duck, *vpcs: str) -> None:
    for vpc in vpcs:
        item = {"TransitGatewayAttachmentId": f"tgw-attach-{vpc}", "TransitGatewayId": "tgw-1", "ResourceType": "vpc"}
        put(duck, "transit_gateway_attachment", {**item, "ResourceId": vpc, "State": "available"})


def spoke(duck: Duck, number: int) -> str:
    """Add a VPC with a client in one AZ that leaves through the Transit Gateway and nat-a."""
    vpc = f"vpc-spoke-{number}"
    put(duck, "vpc", {"VpcId": vpc, "CidrBlock": f"10.{number}.0.0/16"})
    item = {"SubnetId": f"subnet-{number}", "VpcId": vpc, "CidrBlock": f"10.{number}.1.0/24"}
    put(duck, "subnet", {**item, "AvailabilityZoneId": "use1-az1"})
    put(duck, "route_table", table(f"rtb-{number}", {"0.0.0.0/0": "tgw-1"}, [f"subnet-{number}"], vpc))
    client(duck, number, f"subnet-{number}", "use1-az1", vpc)
    attach(duck, "vpc-1", vpc)
    return vpc


def test_where_all_is_well_the_advice_is_nothing(network: Duck) -> None:
    assert advice(network) == []


@pytest.mark.parametrize(("gib", "advised"), [(1825, False), (1826, True)])
def test_a_nat_gateway_per_az_pays_from_1825_gib_of_crossing(network: Duck, gib: int, *, advised: bool) -> None:
    # (0.045 + 0.005) x 730 = $36.50 a month against $0.02 per GiB: 1,825 GiB.
    put(network, "subnet", {"SubnetId": "subnet-c", "VpcId": "vpc-1", "CidrBlock": "10.0.3.0/24", "AvailabilityZoneId": "use1-az3"})  # fmt: skip # noqa: E501
    put(network, "route_table", table("rtb-c", {"0.0.0.0/0": "nat-a"}, ["subnet-c"]))
    client(network, 3, "subnet-c", "use1-az3")
    traffic(network, "nat-a", 3, gib * GIB)
    found = advice(network)
    assert [row["action"] for row in found] == (["add_nat_gateway"] if advised else [])
    if advised:
        assert found[0]["saving_usd_per_month"] == pytest.approx(0.02)
        assert found[0]["break_even_gib_per_month"] == pytest.approx(1825)
        assert found[0]["route_table_ids"] == ["rtb-c"]
        assert (
            "A regional NAT gateway in place of all of the VPC's costs $32.85 of hours in each AZ"
            in found[0]["because"]
        )


def test_clients_beside_a_gateway_of_their_own_are_routed_to_it_and_an_idle_one_goes(network: Duck) -> None:
    network.execute("delete from nat_service_hour")
    traffic(network, "nat-a", 2, 100 * GIB)
    placed, removed = advice(network)
    assert (placed["action"], placed["saving_usd_per_month"]) == ("use_own_az_nat_gateway", pytest.approx(2.0))
    assert placed["nat_gateway_ids"] == ["nat-b", "nat-a"]
    # nat-b carries the bytes from then on; nat-a has nothing left: 730 x (0.045 + 0.005).
    assert (removed["action"], removed["nat_gateway_ids"]) == ("remove_nat_gateway", ["nat-a"])
    assert removed["saving_usd_per_month"] == pytest.approx(36.5)
    assert removed["confidence"] == "low"


def test_a_gateway_without_a_route_can_go_after_any_time(network: Duck) -> None:
    nat(network, "nat-lost", "subnet-public-a", "use1-az1")
    [found] = advice(network)
    assert (found["action"], found["confidence"]) == ("remove_nat_gateway", "high")
    assert found["nat_gateway_ids"] == ["nat-lost"]


def _endpoint_month(duck: Duck, interface: str, gib: float) -> None:
    duck.execute(
        "insert into beside_hour select timestamp '2026-11-16' + to_hours(i), 'vpc-1', 'interface_endpoint', "
        "$interface, null, $each, 0 from range(730) t(i)",
        interface=interface, each=round(gib * GIB / 730),
    )  # fmt: skip


@pytest.mark.parametrize(("gib", "advised"), [(417, True), (418, False)])
def test_an_endpoint_that_costs_more_than_nat_may_go(network: Duck, gib: int, *, advised: bool) -> None:
    # 2 AZ x 730 x 0.01 = $14.60 against 0.045 - 0.01 per GiB: 417.14 GiB.
    _endpoint_month(network, "eni-vpce-sqs-a", gib)
    found = advice(network)
    assert [row["action"] for row in found] == (["delete_endpoint"] if advised else [])
    if advised:
        assert found[0]["saving_usd_per_month"] == pytest.approx(14.6 - 417 * 0.035, abs=1e-6)


def test_an_endpoint_stays_where_a_client_has_no_nat_to_fall_back_on(network: Duck) -> None:
    _endpoint_month(network, "eni-vpce-sqs-a", 1)
    put(network, "route_table", table("rtb-b", {"192.0.2.0/24": "nat-b"}, ["subnet-b"]))
    assert "delete_endpoint" not in [row["action"] for row in advice(network)]


def test_a_spoke_saves_the_transit_gateway_too(network: Duck) -> None:
    vpc = spoke(network, 11)
    traffic(network, "nat-a", 11, 100 * GIB, "s3", "gateway_endpoint", "prefix_list")
    [found] = advice(network)
    # 0.045 for NAT and 0.02 for the Transit Gateway; clients of other VPCs pay no crossing.
    assert (found["action"], found["vpc_id"], found["route_table_ids"]) == ("create_gateway_endpoint", vpc, ["rtb-11"])
    assert found["saving_usd_per_month"] == pytest.approx(6.5)
    assert "Transit Gateway at $0.02: $2.00" in found["because"]


@pytest.mark.parametrize(("gib", "action"), [(364, "create_central_endpoint"), (366, "create_interface_endpoint")])
def test_one_endpoint_for_all_spokes_pays_until_their_transit_costs_more_than_their_hours(
    network: Duck, gib: int, action: str
) -> None:
    # Apart, each endpoint costs 0.01 x 730 = $7.30 and takes the Transit Gateway's $0.02 away as well. A central one
    # costs $7.30 once and keeps it: with two spokes it is the cheaper one while 2 x GiB x 0.02 < 7.30, to 182.5 each.
    for number in (11, 12):
        spoke(network, number)
        traffic(network, "nat-a", number, gib * GIB // 2, "sqs", "interface_endpoint", "dns")
    found = advice(network)
    assert {row["action"] for row in found} == {action}
    for row in found:
        assert row["saving_usd_per_month"] > 0
    if action == "create_central_endpoint":
        # 364 GiB at 0.065, less the bytes at 0.01, the transit that stays, and the hours.
        assert found[0]["saving_usd_per_month"] == pytest.approx(364 * (0.065 - 0.01 - 0.02) - 7.3)
        assert found[0]["vpc_id"] == "vpc-1"


def test_tiers_count_all_endpoints_of_the_region(network: Duck) -> None:
    network.execute("insert into price values ('us-east-1', 'vpc_endpoint_gb', 1000, 0.006, 'USD', 'x', '2026-08-22')")
    traffic(network, "nat-a", 1, 900 * GIB, "kms", "interface_endpoint", "dns")
    traffic(network, "nat-a", 1, 800 * GIB, "sts", "interface_endpoint", "dns")
    found = {row["service_name"].rpartition(".")[2]: row["endpoint_usd_per_month"] for row in advice(network)}
    # kms saves more and stands first: 900 at 0.01; sts has 100 at 0.01 and 700 at 0.006; one AZ each at $7.30.
    assert found == {"kms": pytest.approx(9 + 7.3), "sts": pytest.approx(1 + 4.2 + 7.3)}


def test_unnamed_bytes_are_the_upper_end(network: Duck) -> None:
    traffic(network, "nat-a", 1, 300 * GIB, "kms", "interface_endpoint", "dns")
    traffic(network, "nat-a", 1, 100 * GIB, "AMAZON", "unknown", "ip_ranges")
    [found] = advice(network)
    # 300 x 0.035 - 7.30 = 3.20, and 100 x 0.035 more.
    assert "it saves at most $3.20 a month" in found["because"]
    assert "100.0 GiB a month more to AWS are unknown: were all of them kms, it would save $6.70." in found["because"]


def test_an_endpoint_that_private_dns_repairs_is_not_deleted(network: Duck) -> None:
    put(network, "vpc_endpoint", endpoint("vpce-sqs", "sqs", PrivateDnsEnabled=False))
    traffic(network, "nat-a", 1, 100 * GIB, "sqs", "interface_endpoint", "dns")
    _endpoint_month(network, "eni-vpce-sqs-a", 1)
    assert [row["action"] for row in advice(network)] == ["enable_private_dns"]


SERVICES = [
    ("internet", "nat_only", "none"),
    ("dynamodb", "gateway_endpoint", "prefix_list"),
    ("kms", "interface_endpoint", "dns"),
    ("sts", "interface_endpoint", "dns"),
    ("own", "own_path", "inventory"),
]
AMOUNT = st.integers(0, 4000)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.sampled_from(["nat-a", "nat-b"]), st.sampled_from([1, 2]), st.sampled_from(SERVICES), AMOUNT), min_size=1, max_size=6))  # fmt: skip # noqa: E501
def test_savings_add_up_each_is_what_the_ones_before_it_leave(
    network: Duck, rows: list[tuple[str, int, tuple[str, str, str], int]]
) -> None:
    network.execute("delete from nat_service_hour")
    for gateway, source, (service, served_by, evidence), gib in rows:
        hostname = "db" if service == "own" else None
        traffic(network, gateway, source, gib * GIB, service, served_by, evidence, hostname)
    whole = advice(network)
    bill = _charged(network) + 2 * 36.5
    assert sum(row["saving_usd_per_month"] for row in whole) <= bill + 1e-6
    assert all(row["saving_usd_per_month"] > 0 for row in whole if row["gib_per_month"])
    for done, row in enumerate(whole, start=1):
        if row["action"] in {"use_own_az_nat_gateway", "add_nat_gateway", "remove_nat_gateway"}:
            break
        service = "own" if row["action"] == "use_private_path" else row["service_name"].rpartition(".")[2]
        network.execute("delete from nat_service_hour where service = $service", service=service)
        left = [(found["id"], pytest.approx(found["saving_usd_per_month"])) for found in advice(network)]
        assert [(found["id"], found["saving_usd_per_month"]) for found in whole[done:]] == left


def _charged(duck: Duck) -> float:
    [usd] = duck.row(f"select coalesce(fsum(nat_usd), 0) + coalesce(fsum(cross_az_usd), 0) from nat_by_service{MONTH}")
    return float(usd)


@pytest.fixture
def world(network: Duck) -> Duck:
    """The network with something of everything."""
    return filled(network)


def filled(network: Duck) -> Duck:
    network.execute("delete from nat_service_hour")
    traffic(network, "nat-a", 1, 100 * GIB, "dynamodb", "gateway_endpoint", "prefix_list")
    traffic(network, "nat-b", 2, 900 * GIB, "kms", "interface_endpoint", "dns")
    traffic(network, "nat-b", 1, 700 * GIB, "sts", "interface_endpoint", "dns")
    traffic(network, "nat-a", 1, 5 * GIB, "own", "own_path", "inventory", "db")
    traffic(network, "nat-a", 2, 50 * GIB)
    nat(network, "nat-lost", "subnet-public-a", "use1-az1")
    return network


def test_acknowledging_takes_exactly_one_away(world: Duck) -> None:
    before = advice(world)
    assert len(before) >= 5
    for row in (before[1], before[-1]):
        world.execute("insert into setting values ('acknowledged/' || $id, 'known')", id=row["id"])
        assert advice(world) == [each for each in before if each["id"] != row["id"]]
        world.execute("delete from setting where key like 'acknowledged/%'")


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(1, 10**13), min_size=1, max_size=3), other=st.integers(0, 10**13))
def test_more_bytes_never_lower_what_a_gateway_endpoint_saves(network: Duck, amounts: list[int], other: int) -> None:
    network.execute("delete from nat_service_hour")
    traffic(network, "nat-b", 1, other, "kms", "interface_endpoint", "dns")
    saved = 0.0
    for number, amount in enumerate(amounts):
        traffic(network, f"nat-{'ab'[number % 2]}", 1, amount, "dynamodb", "gateway_endpoint", "prefix_list")
        [row] = [each for each in advice(network) if each["action"] == "create_gateway_endpoint"]
        assert row["saving_usd_per_month"] > saved
        assert row["endpoint_usd_per_month"] == 0
        saved = row["saving_usd_per_month"]


@pytest.mark.parametrize(("counted", "said"), [(1.2, " CloudWatch counts 20 % more bytes"), (1.04, None), (0.9, None)])
def test_bytes_that_only_cloudwatch_counts_are_the_upper_end(network: Duck, counted: float, said: str | None) -> None:
    network.execute("delete from nat_service_hour")
    traffic(network, "nat-a", 1, 100 * GIB, "dynamodb", "gateway_endpoint", "prefix_list")
    network.execute(
        "insert into metric_hour select hour, 'a', 'us-east-1', nat_gateway_id, 'BytesOutToSource', $counted * l4_bytes"
        " from gateway_hour where nat_gateway_id = 'nat-a'",
        counted=counted,
    )
    [row] = [each for each in advice(network) if each["action"] == "create_gateway_endpoint"]
    assert row["saving_usd_per_month"] == pytest.approx(4.5)
    if said:
        assert f"{said} than the flow logs: up to $5.40 a month, if what they lack" in row["because"]
    else:
        assert "CloudWatch" not in row["because"]


def test_what_still_needs_a_gateway_is_said_once_all_is_done(empty_store: Duck) -> None:
    sound_network(empty_store)
    month(empty_store, "nat-a", "nat-b")
    world = filled(empty_store)
    traffic(world, "nat-a", 1, 3 * GIB, hostname="github.com")
    found = needs.collect(world, WINDOW)
    assert needs.sentences(found) == ["nat-a: 53.0 GiB a month: internet (github.com) 53.0 GiB a month."]
    table, text = (needs.render(found, form) for form in (Plain.TABLE, Plain.MARKDOWN))
    assert "What still needs NAT after that" in table
    assert "- nat-a: 53.0 GiB a month" in text
    assert needs.render(found, Plain.JSON) == ""


FIREWALL = {
    "VpcEndpointId": "vpce-fw", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-1", "State": "available",
    "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0", "SubnetIds": ["subnet-fw"], "RequesterManaged": True,
    "Tags": [{"Key": "AWSNetworkFirewallManaged", "Value": "true"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("tables", "tags", "waived"),
    [
        # The firewall stands before the gateway, or behind it, or elsewhere; or it is not AWS's.
        ({"rtb-fw": ({"0.0.0.0/0": "nat-a"}, "subnet-fw")}, FIREWALL["Tags"], {"nat-a"}),
        ({"rtb-pub": ({"0.0.0.0/0": "vpce-fw"}, "subnet-public-a")}, FIREWALL["Tags"], {"nat-a"}),
        ({"rtb-fw": ({"0.0.0.0/0": "igw-1"}, "subnet-fw")}, FIREWALL["Tags"], set()),
        ({"rtb-fw": ({"0.0.0.0/0": "nat-a"}, "subnet-fw")}, [], set()),
    ],
)
def test_a_gateway_chained_with_network_firewall_claims_nothing(
    empty_store: Duck, tables: dict[str, tuple[dict[str, str], str]], tags: list[dict[str, str]], waived: set[str]
) -> None:
    for each in ("a", "b"):
        nat(empty_store, f"nat-{each}", f"subnet-public-{each}", "use1-az1")
    put(empty_store, "subnet", {"SubnetId": "subnet-fw", "VpcId": "vpc-1", "CidrBlock": "10.0.200.0/28"})
    put(empty_store, "vpc_endpoint", {**FIREWALL, "Tags": tags})
    for name, (routes, subnet) in tables.items():
        put(empty_store, "route_table", table(name, routes, [subnet]))
    spread(empty_store)
    empty_store.run("stages/attribute/gateway")
    found = empty_store.rows(
        "select nat_gateway_id, unpriced_reason from gateway_now where unpriced_reason is not null"
    )
    assert {name for name, _ in found} == waived
    assert all("Network Firewall" in reason for _, reason in found)
