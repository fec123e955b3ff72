"""Every check of the network: a sound one has no finding, each mistake has its own, and each exception has none."""

# ruff: noqa: E501 - a mistake is a line
from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib import duck as engine
from nat_attrib import sqlfiles
from tests.conftest import ROOT, shared
from tests.network_rows import (
    DAY,
    GIB,
    OPEN_POLICY,
    client,
    endpoint,
    group,
    held_here,
    https,
    nat,
    put,
    remove,
    sound_network,
    table,
    traffic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

Mistake = tuple[str, str, "Callable[[Duck], None]"]
"""The check that finds it, the resource, and how it is made."""


def found(duck: Duck, part: str) -> set[tuple[str, str]]:
    """Return check and resource of one part's findings."""
    with held_here(duck):
        return set(duck.rows(f"select check_id, resource_id from finding_{part}{DAY}"))


def s3(**other: Any) -> dict[str, Any]:
    sound = {"VpcEndpointType": "Gateway", "RouteTableIds": ["rtb-a", "rtb-b"], "PrivateDnsEnabled": False}
    return endpoint("vpce-s3", "s3", **{**sound, "SubnetIds": [], "NetworkInterfaceIds": [], "Groups": [], **other})


def _flow_log(duck: Duck, **other: str) -> None:
    put(duck, "flow_log", {"FlowLogId": "fl-1", "ResourceId": "vpc-1", "TrafficType": "ALL", **other})


def _regional(duck: Duck) -> None:
    nat(duck, "nat-regional", None, None, AvailabilityMode="regional")
    put(
        duck,
        "route_table",
        table("rtb-public", {"0.0.0.0/0": "igw-1", "192.0.2.0/24": "nat-regional"}, ["subnet-public-a"]),
    )
    put(duck, "flow_log", {"FlowLogId": "fl-1", "ResourceId": "vpc-1", "LogFormat": "${pkt-srcaddr} ${bytes}"})


def _idle(duck: Duck, gateway: str = "nat-b", *, bytes_left: int = 0) -> None:
    duck.execute("delete from nat_service_hour where nat_gateway_id = $gateway", gateway=gateway)
    duck.execute("update gateway_hour set l4_bytes = 0 where nat_gateway_id = $gateway", gateway=gateway)
    if bytes_left:
        traffic(duck, gateway, 2, bytes_left)


def _unrouted(duck: Duck) -> None:
    nat(duck, "nat-lost", "subnet-public-a", "use1-az1")


def _third_az(duck: Duck) -> None:
    put(
        duck,
        "subnet",
        {"SubnetId": "subnet-c", "VpcId": "vpc-1", "CidrBlock": "10.0.3.0/24", "AvailabilityZoneId": "use1-az3"},
    )
    put(duck, "route_table", table("rtb-c", {"0.0.0.0/0": "nat-a"}, ["subnet-c"]))
    put(duck, "vpc_endpoint", s3(RouteTableIds=["rtb-a", "rtb-b", "rtb-c"]))
    client(duck, 3, "subnet-c", "use1-az3")


def _ecr(duck: Duck, policy: str) -> None:
    put(duck, "vpc_endpoint", endpoint("vpce-api", "ecr.api"))
    put(duck, "vpc_endpoint", endpoint("vpce-dkr", "ecr.dkr"))
    put(duck, "vpc_endpoint", s3(PolicyDocument=policy))


def _endpoint_rows(duck: Duck, interface: str, hours: int = 24) -> None:
    duck.execute(
        "insert into beside_hour select timestamp '2026-11-16' + to_hours(i), 'vpc-1', 'interface_endpoint', $interface,"
        " null, 1000, 1000 from range($hours) t(i)",
        interface=interface, hours=hours,
    )  # fmt: skip


def _idle_endpoint(duck: Duck) -> None:
    put(duck, "vpc_endpoint", endpoint("vpce-kms", "kms"))
    _endpoint_rows(duck, "eni-vpce-sqs-a")


BUCKET_ONLY = (
    '{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"}}'
)
OURS_ONLY = (
    '{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",'
    '"Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}}'
)

MISTAKES: dict[str, list[Mistake]] = {
    "flow_logs": [
        ("flow_log_rejects_only", "fl-1", lambda duck: _flow_log(duck, TrafficType="REJECT")),
        ("flow_log_delivery_failed", "fl-1", lambda duck: _flow_log(duck, DeliverLogsStatus="FAILED")),
        ("regional_nat_not_in_format", "nat-regional", _regional),
        ("no_flow_log", "nat-a", lambda duck: duck.execute("delete from gateway_hour where nat_gateway_id = 'nat-a'")),
        ("no_packet_addresses", "nat-a", lambda duck: duck.execute("update gateway_hour set capture = 'nat_eni_v2' where nat_gateway_id = 'nat-a'")),
        ("seen_at_clients_only", "nat-a", lambda duck: duck.execute("update nat_service_hour set capture = 'route' where nat_gateway_id = 'nat-a'")),
        ("skipped_records", "nat-a", lambda duck: duck.execute("update gateway_hour set skipdata_records = 1 where nat_gateway_id = 'nat-a'")),
    ],
    "cross_az": [
        ("cross_az_nat", "nat-a", lambda duck: traffic(duck, "nat-a", 2, GIB)),
    ],
    "routes": [
        ("nat_without_internet_route", "nat-a", lambda duck: put(duck, "route_table", table("rtb-public", {"0.0.0.0/0": "igw-1"}, ["subnet-public-b"]))),
        ("dead_route", "rtb-a", lambda duck: put(duck, "route_table", table("rtb-a", {"0.0.0.0/0": "nat-a"}, ["subnet-a"], nat="blackhole"))),
        ("subnet_without_way_out", "subnet-b", lambda duck: put(duck, "route_table", table("rtb-b", {"192.0.2.0/24": "nat-b"}, ["subnet-b"]))),
        ("nat_without_route", "nat-lost", _unrouted),
        ("idle_nat", "nat-b", _idle),
        ("nearly_idle_nat", "nat-b", lambda duck: _idle(duck, bytes_left=GIB)),
    ],
    "endpoints": [
        ("gateway_endpoint_missing", "vpc-1", lambda duck: traffic(duck, "nat-a", 1, GIB, "dynamodb", "gateway_endpoint", "prefix_list")),
        ("gateway_endpoint_not_associated", "vpce-s3", lambda duck: put(duck, "vpc_endpoint", s3(RouteTableIds=["rtb-a"]))),
        ("gateway_endpoint_ipv4_only", "vpce-s3", lambda duck: put(duck, "route_table", table("rtb-a", {"0.0.0.0/0": "nat-a", "::/0": "eigw-1"}, ["subnet-a"]))),
        ("private_dns_off", "vpce-sqs", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-sqs", "sqs", PrivateDnsEnabled=False))),
        ("vpc_dns_off", "vpc-1", lambda duck: put(duck, "vpc_attribute", {"VpcId": "vpc-1", "EnableDnsHostnames": {"Value": False}})),
        ("endpoint_misses_az", "vpce-sqs", _third_az),
        ("s3_interface_takes_free_traffic", "vpce-s3i", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-s3i", "s3", DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": False}))),
        ("incomplete_endpoint_set", "vpc-1", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-ssm", "ssm"))),
        ("endpoint_unhealthy", "vpce-kms", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-kms", "kms", State="failed"))),
    ],
    "access": [
        ("endpoint_group_blocks", "vpce-sqs", lambda duck: put(duck, "security_group", group("sg-endpoint", https(UserIdGroupPairs=[{"GroupId": "sg-endpoint"}])))),
        ("endpoint_group_misses_subnets", "vpce-sqs", lambda duck: put(duck, "security_group", group("sg-endpoint", https(IpRanges=[{"CidrIp": "10.0.1.0/24"}])))),
        ("endpoint_group_open", "vpce-sqs", lambda duck: put(duck, "security_group", group("sg-endpoint", {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}))),
        ("endpoint_policy_open", "vpce-sqs", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-sqs", "sqs", PolicyDocument=OPEN_POLICY))),
        ("s3_policy_blocks_ecr", "vpce-s3", lambda duck: _ecr(duck, BUCKET_ONLY)),
        ("s3_policy_blocks_ecr", "vpce-s3", lambda duck: _ecr(duck, OURS_ONLY)),
    ],
    "bypass": [
        ("endpoint_bypassed", "vpce-sqs", lambda duck: traffic(duck, "nat-a", 1, GIB, "sqs", "interface_endpoint", "dns", "queue.amazonaws.com")),
        ("idle_endpoint", "vpce-kms", _idle_endpoint),
    ],
}  # fmt: skip
"""What is wrong, by the part that finds it."""

EXCEPTIONS: list[tuple[str, Callable[[Duck], None]]] = [
    # A private gateway needs no internet gateway.
    ("routes", lambda duck: put(duck, "nat_gateway", {"NatGatewayId": "nat-a", "VpcId": "vpc-1", "SubnetId": "subnet-a", "State": "available", "ConnectivityType": "private"})),
    # A regional one sits in no subnet.
    ("routes", lambda duck: put(duck, "nat_gateway", {"NatGatewayId": "nat-a", "VpcId": "vpc-1", "State": "available", "AvailabilityMode": "regional"})),
    # A firewall endpoint may stand between the gateway and the internet gateway.
    ("routes", lambda duck: put(duck, "route_table", table("rtb-public", {"0.0.0.0/0": "vpce-firewall"}, ["subnet-public-a", "subnet-public-b"]))),
    # What crossed AZs to a gateway that is deleted does so no more.
    ("cross_az", lambda duck: (traffic(duck, "nat-a", 2, GIB), duck.execute("update gateway set deleted_at = '2026-11-16 12:00' where nat_gateway_id = 'nat-a'"), None)[-1]),
    # Spokes leave through a Transit Gateway.
    ("routes", lambda duck: put(duck, "route_table", table("rtb-a", {"0.0.0.0/0": "tgw-1", "192.0.2.0/24": "nat-a"}, ["subnet-a"]))),
    # Without route tables in the inventory nothing is said of routes.
    ("routes", lambda duck: [remove(duck, "route_table", name) for name in ("rtb-a", "rtb-b", "rtb-public")][-1]),
    # DynamoDB has no private DNS; S3's is meant for clients outside the VPC; neither has somebody else's service.
    ("endpoints", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-d", "dynamodb", PrivateDnsEnabled=False))),
    ("endpoints", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-i", "s3", PrivateDnsEnabled=False))),
    ("endpoints", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-v", "x", ServiceName="com.amazonaws.vpce.us-east-1.vpce-svc-0a", PrivateDnsEnabled=False))),
    ("endpoints", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-i", "s3", DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": True}))),
    # One endpoint per service with private DNS is what AWS allows; a second one may go without.
    ("endpoints", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-sqs2", "sqs", PrivateDnsEnabled=False))),
    # S3 Express is a gateway endpoint too.
    ("endpoints", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-x", "s3express", VpcEndpointType="Gateway", RouteTableIds=["rtb-a", "rtb-b"], SubnetIds=[], Groups=[], PrivateDnsEnabled=False))),
    # Whole sets.
    ("endpoints", lambda duck: (put(duck, "vpc_endpoint", endpoint("vpce-1", "ssm")), put(duck, "vpc_endpoint", endpoint("vpce-2", "ssmmessages")), None)[-1]),
    ("access", lambda duck: _ecr(duck, OPEN_POLICY.replace('"Action":"*"', '"Action":"s3:*"'))),
    # A group that was never described is not judged.
    ("access", lambda duck: remove(duck, "security_group", "sg-endpoint")),
    ("access", lambda duck: put(duck, "security_group", group("sg-endpoint", https(IpRanges=[{"CidrIp": "10.0.0.0/16"}])))),
    # One endpoint's silence says nothing where the logs show no endpoint at all.
    ("bypass", lambda duck: put(duck, "vpc_endpoint", endpoint("vpce-kms", "kms"))),
    ("bypass", lambda duck: _endpoint_rows(duck, "eni-vpce-sqs-b")),
]  # fmt: skip


@pytest.fixture(scope="module")
def sound(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("sound") / "nat.duckdb"))
    sound_network(duck)
    yield duck
    duck.close()


@pytest.fixture
def network(sound: Duck) -> Iterator[Duck]:
    """The sound network, to change: each test's changes are rolled back."""
    with sound.rolled_back():
        yield sound


def findings(duck: Duck) -> list[dict[str, Any]]:
    with held_here(duck):
        return duck.dicts(f"from findings{DAY}")


def test_a_sound_network_has_no_finding(network: Duck) -> None:
    assert findings(network) == []


@pytest.mark.parametrize("part", MISTAKES)
def test_each_mistake_is_found_at_its_resource_and_alone(sound: Duck, part: str) -> None:
    for check, resource, make in MISTAKES[part]:
        with sound.rolled_back():
            make(sound)
            assert found(sound, part) == {(check, resource)}, check


@pytest.mark.parametrize("part", sorted({part for part, _ in EXCEPTIONS}))
def test_exceptions_are_no_findings(sound: Duck, part: str) -> None:
    for number, (_, make) in enumerate(pair for pair in EXCEPTIONS if pair[0] == part):
        with sound.rolled_back():
            make(sound)
            assert found(sound, part) == set(), (part, number)


def test_findings_bring_bytes_and_dollars_where_flows_show_them(network: Duck) -> None:
    traffic(network, "nat-a", 1, 10 * GIB, "dynamodb", "gateway_endpoint", "prefix_list")
    nat(network, "nat-lost", "subnet-public-a", "use1-az1")
    ordered = findings(network)
    rows = {row["check_id"]: row for row in ordered}
    missing = rows["gateway_endpoint_missing"]
    assert missing["bytes"] == 10 * GIB
    assert missing["usd_per_month"] == pytest.approx(10 * 730 / 24 * 0.045)
    # An hour of the gateway and one of its address, 730 times.
    assert rows["nat_without_route"]["usd_per_month"] == pytest.approx(730 * (0.045 + 0.005))
    severities = [row["severity"] for row in ordered]
    assert severities == sorted(severities, key=["high", "medium", "low", "info"].index)


def checks() -> set[str]:
    """Return the ids of all checks, from the SQL that makes them."""
    texts = [sqlfiles.text(name) for name in sqlfiles.names("reports") if "_finding_" in name]
    return set(re.findall(r"^select\n  '([a-z0-9_]+)'", "\n".join(texts), re.MULTILINE))


def test_every_check_has_a_test() -> None:
    tried = {check for mistakes in MISTAKES.values() for check, _, _ in mistakes}
    trust = set(re.findall(r"^select\n  '([a-z0-9_]+)'", sqlfiles.text("reports/30_finding_trust"), re.MULTILINE))
    assert checks() - trust == tried
    assert len(tried) > 25


PAGE = ROOT / "docs" / "checks.md"


def _rows(heading: str) -> list[list[str]]:
    section = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def test_the_page_lists_every_check_once() -> None:
    listed = [row[0].strip("` ") for row in _rows("The checks")]
    assert sorted(listed) == sorted({*checks(), "bucket_policy_source_ip"})


def test_every_line_of_the_notes_is_a_check_or_named_as_one_that_the_apis_cannot_show() -> None:
    known = {*checks(), "bucket_policy_source_ip"}
    for row in _rows("From the notes on VPC endpoints"):
        named = set(re.findall(r"`([a-z0-9_]+)`", row[1]))
        assert named - {"served_by", "private_path", "delete_endpoint"} <= known, row
        assert named & known or "not visible" in row[1], row


def test_the_page_holds_the_mistakes_and_the_checklist_of_the_notes() -> None:
    notes = shared("seed/vpc-endpoint-notes.txt").read_text(encoding="utf-8")
    listed = {row[0] for row in _rows("From the notes on VPC endpoints")}
    lines = []
    for block in re.findall(r"^mistakes:\n((?:    .*\n)+)", notes, re.MULTILINE):
        lines += [line.strip() for line in block.splitlines()]
    checklist = notes.partition("10. Production Checklist#")[2]
    lines += [line.strip() for line in checklist.splitlines() if line.startswith("    ")]
    assert len(lines) > 25
    assert [line for line in lines if line not in listed] == []
