"""The doctor on inventories: what each flow log is good for, the command that mends it, and its price."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from nat_attrib import doctor as doctors
from nat_attrib.doctor import probe, traffic
from nat_attrib.doctor.flow_logs import DEFAULT_FIELDS, REGIONAL, REMOTES, Verdict, gateways
from nat_attrib.doctor.permissions import ALL
from nat_attrib.doctor.proposal import FIELDS, PARQUET_BYTES, PLACEHOLDER, TEXT_BYTES, Proposal, Rate
from nat_attrib.inventory import Answer, Snapshot
from nat_attrib.report import Format
from tests.conftest import ROOT
from tests.network_rows import ACCOUNT, REGION, put, remove, spread_put, table
from tests.test_end_to_end import command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.doctor import Examined
    from nat_attrib.duck import Duck

V3 = (*DEFAULT_FIELDS, "vpc-id", "subnet-id", "instance-id", "pkt-srcaddr", "pkt-dstaddr")


@pytest.fixture(scope="module")
def held() -> Iterator[Duck]:
    """One zonal gateway in subnet-p, whose clients sit in subnet-a and subnet-b."""
    with doctors.scratch(Snapshot(datetime(2026, 11, 20), ())) as (duck, notes):
        assert notes == []
        gateway(duck, "nat-1", "eni-nat", SubnetId="subnet-p", Tags=[{"Key": "Name", "Value": "main"}])
        for name in ("subnet-p", "subnet-a", "subnet-b"):
            put(duck, "subnet", {"SubnetId": name, "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/20"})
        put(duck, "route_table", table("rtb-1", {"0.0.0.0/0": "nat-1"}, ["subnet-a", "subnet-b"]))
        for name, subnet in (("eni-nat", "subnet-p"), ("eni-a", "subnet-a")):
            put(duck, "network_interface", {"NetworkInterfaceId": name, "VpcId": "vpc-1", "SubnetId": subnet})
        spread_put(duck)
        yield duck


@pytest.fixture
def duck(held: Duck) -> Iterator[Duck]:
    """The network, to change: each test's changes are rolled back."""
    with held.rolled_back():
        yield held
    held.execute("reset variable settings")


def examined(duck: Duck, *lacking: Any, **more: Any) -> Examined:
    """Let the doctor look at what was put into the store."""
    spread_put(duck)
    return doctors.examine(duck, *lacking, **more)


def gateway(duck: Duck, name: str, *interfaces: str, region: str = REGION, **more: Any) -> None:
    addresses = [{"NetworkInterfaceId": each, "PrivateIp": "10.0.0.9"} for each in interfaces]
    item = {"NatGatewayId": name, "VpcId": "vpc-1", "State": "available", "NatGatewayAddresses": addresses}
    put(duck, "nat_gateway", {**item, **more}, region=region)


def log(duck: Duck, resource: str, fields: tuple[str, ...] | None = V3, name: str = "fl-1", **more: Any) -> None:
    item = {
        "FlowLogId": name,
        "ResourceId": resource,
        "TrafficType": "ALL",
        "LogDestinationType": "s3",
        "LogDestination": "arn:aws:s3:::logs-of-ours/net/",
        "FlowLogStatus": "ACTIVE",
        "DeliverLogsStatus": "SUCCESS",
        "MaxAggregationInterval": 600,
        "DestinationOptions": {"FileFormat": "parquet"},
        **more,
    }
    if fields:
        item["LogFormat"] = " ".join(f"${{{each}}}" for each in fields)
    put(duck, "flow_log", item, region=more.pop("region", REGION))


def only(duck: Duck) -> Any:
    spread_put(duck)
    (found,) = gateways(duck)
    return found


@pytest.mark.parametrize(
    ("resource", "level"),
    [
        ("eni-nat", "gateway"),
        ("subnet-p", "gateway subnet"),
        ("vpc-1", "vpc"),
        ("subnet-b", "client subnet"),
        ("eni-a", "client interface"),
    ],
)
def test_a_log_is_found_at_every_level(duck: Duck, resource: str, level: str) -> None:
    log(duck, resource)
    found = only(duck)
    assert [(each.flow_log_id, each.level, each.problems, each.remarks) for each in found.flow_logs] == [
        ("fl-1", level, (), ())
    ]
    assert found.verdict is (Verdict.CLIENTS_ONLY if "client" in level else Verdict.WHOLE)


def test_a_log_of_another_interface_region_or_time_is_not_the_gateways(duck: Duck) -> None:
    log(duck, "eni-other")
    log(duck, "eni-nat", name="fl-2", region="eu-west-1")
    log(duck, "eni-nat", name="fl-3")
    duck.execute("update inventory_resource set gone_at = '2026-11-20' where resource_id = 'fl-3'")
    assert (only(duck).flow_logs, only(duck).verdict) == ((), Verdict.NOTHING)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"TrafficType": "REJECT"}, "Its traffic type is REJECT: no byte that passed is in it."),
        (
            {"DeliverLogsStatus": "FAILED", "DeliverLogsErrorMessage": "Access error"},
            "Its delivery fails: Access error.",
        ),
        ({"DeliverLogsStatus": "FAILED"}, "Its delivery fails: AWS does not say why."),
        ({"LogDestinationType": "cloud-watch-logs"}, "It delivers to cloud-watch-logs, which is not read; S3 is."),
    ],
)
def test_a_log_that_tells_nothing_says_why_and_does_not_count(
    duck: Duck, change: dict[str, str], sentence: str
) -> None:
    log(duck, "eni-nat", **change)
    found = only(duck)
    assert found.flow_logs[0].problems == (sentence,)
    assert found.verdict is Verdict.NOTHING
    # Nor do its fields.
    assert REMOTES in found.missing()
    log(duck, "vpc-1", name="fl-2")
    assert only(duck).verdict is Verdict.WHOLE


def test_what_would_be_better_is_remarked(duck: Duck) -> None:
    log(duck, "eni-nat", MaxAggregationInterval=60, DestinationOptions={"FileFormat": "plain-text"})
    remarks = only(duck).flow_logs[0].remarks
    assert [remark.split(";")[0] for remark in remarks] == ["It is plain text", "It writes a record a minute"]


def test_fields_are_missing_by_answer(duck: Duck) -> None:
    log(duck, "vpc-1", None)
    found = only(duck)
    assert found.flow_logs[0].fields == DEFAULT_FIELDS
    assert found.verdict is Verdict.NO_REMOTES
    assert [answer.fields[0] for answer in found.missing()] == [
        "pkt-srcaddr", "pkt-src-aws-service", "instance-id", "subnet-id", "ecs-cluster-name", "flow-direction",
        "traffic-path", "next-hop-interface-id",
    ]  # fmt: skip
    # The gateway's own log tells remotes, the clients' own the ECS tasks; neither can tell what is the other's.
    log(duck, "eni-nat", FIELDS, name="fl-2")
    log(duck, "subnet-a", (*V3, "ecs-cluster-name", "ecs-service-name", "ecs-task-id"), name="fl-3")
    found = only(duck)
    assert found.verdict is Verdict.WHOLE
    assert [answer.fields[0] for answer in found.missing()] == [
        "subnet-id", "flow-direction", "traffic-path", "next-hop-interface-id",
    ]  # fmt: skip


def test_a_regional_gateway_needs_its_id_in_the_records(duck: Duck) -> None:
    remove(duck, "nat_gateway", "nat-1")
    gateway(duck, "nat-2", AvailabilityMode="regional")
    log(duck, "vpc-1")
    found = only(duck)
    assert (found.is_regional, found.resource_ids) == (True, ("nat-2",))
    assert (found.verdict, found.missing()[0]) == (Verdict.CLIENTS_ONLY, REGIONAL)
    log(duck, "nat-2", (*V3, "resource-id"), name="fl-2")
    assert only(duck).verdict is Verdict.WHOLE


def proposed(duck: Duck, **more: Any) -> list[Proposal]:
    return list(examined(duck, **more).proposals)


def test_the_command_is_one_that_aws_takes(duck: Duck) -> None:
    gateway(duck, "nat-2", "eni-nat-2", "eni-nat-3")
    gateway(duck, "nat-3", AvailabilityMode="regional")
    gateway(duck, "nat-4", "eni-far", region="cn-north-1")
    gateway(duck, "nat-5", "eni-gone", State="deleted")
    log(duck, "subnet-p")  # shows nat-1 already
    found = proposed(duck)
    assert [(each.region, each.nat_gateway_ids) for each in found] == [
        ("cn-north-1", ("nat-4",)),
        ("us-east-1", ("nat-2",)),
        ("us-east-1", ("nat-3",)),
    ]
    assert not any(each.has_placeholder for each in found)
    zonal, regional = (arguments(each.command) for each in found[1:])
    client = boto3.client("ec2", region_name=zonal["region"])
    for asked in (zonal, regional):
        with Stubber(client) as stub:
            stub.add_response("create_flow_logs", {"FlowLogIds": ["fl-0"]})
            client.create_flow_logs(
                ResourceType=asked["resource-type"],
                ResourceIds=asked["resource-ids"].split(),
                TrafficType=asked["traffic-type"],
                MaxAggregationInterval=int(asked["max-aggregation-interval"]),
                LogDestinationType=asked["log-destination-type"],
                LogDestination=asked["log-destination"],
                LogFormat=asked["log-format"],
                DestinationOptions={
                    "FileFormat": "parquet",
                    "HiveCompatiblePartitions": True,
                    "PerHourPartition": True,
                },
            )
        assert asked["destination-options"] == "FileFormat=parquet,HiveCompatiblePartitions=true,PerHourPartition=true"
    assert (zonal["resource-type"], zonal["resource-ids"]) == ("NetworkInterface", "eni-nat-2 eni-nat-3")
    assert (regional["resource-type"], regional["resource-ids"]) == ("RegionalNatGateway", "nat-3")
    assert zonal["log-destination"] == "arn:aws:s3:::logs-of-ours/net/"
    # What it makes is enough.
    log(duck, "eni-nat-2", tuple(each[2:-1] for each in zonal["log-format"].split()), name="fl-2")
    log(duck, "nat-3", tuple(each[2:-1] for each in regional["log-format"].split()), name="fl-3")
    assert [each.nat_gateway_ids for each in proposed(duck)] == [("nat-4",)]


def arguments(text: str) -> dict[str, str]:
    """Return what the shell makes of a command: option to its values."""
    words = shlex.split(text.replace("\\\n", " "))
    assert words[:3] == ["aws", "ec2", "create-flow-logs"]
    found: dict[str, str] = {}
    for word in words[3:]:
        if word.startswith("--"):
            option = word[2:]
            found[option] = ""
        else:
            found[option] = f"{found[option]} {word}".strip()
    return found


def test_the_bucket_is_named_or_left_open(duck: Duck) -> None:
    (found,) = proposed(duck)
    assert found.has_placeholder
    assert arguments(found.command)["log-destination"] == PLACEHOLDER
    (found,) = proposed(duck, bucket="mine")
    assert not found.has_placeholder
    assert arguments(found.command)["log-destination"] == "arn:aws:s3:::mine"
    # A failing delivery is nowhere to deliver to.
    log(duck, "eni-nat", DeliverLogsStatus="FAILED")
    assert proposed(duck)[0].has_placeholder


def test_the_cost_is_arithmetic_and_unknown_where_a_part_is(duck: Duck) -> None:
    (found,) = proposed(duck)
    assert (found.cost.records_per_month, found.cost.low_usd_per_month, found.cost.high_usd_per_month) == (None,) * 3
    (found,) = proposed(duck, rates={"nat-1": Rate(100_000, "x")})
    # 73 million records a month; $0.25 a GB for delivery, $0.035 for what goes into Parquet.
    assert found.cost.records_per_month == 73_000_000
    converted = 73e6 * TEXT_BYTES / 2**30 * 0.035
    assert found.cost.low_usd_per_month == pytest.approx(73e6 * PARQUET_BYTES / 2**30 * 0.25 + converted)
    assert found.cost.high_usd_per_month == pytest.approx(73e6 * TEXT_BYTES / 2**30 * 0.25 + converted)
    assert found.cost.high_usd_per_month == pytest.approx(4.51, abs=0.01)
    assert str(found.cost.source).startswith("a published bill's line USE1-S3-Egress-Bytes")
    duck.execute('set variable settings = \'[{"key": "price/us-east-1/flow_log_s3_gb", "value": "0.10"}]\'')
    (found,) = proposed(duck, rates={"nat-1": Rate(100_000, "x")})
    assert found.cost.high_usd_per_month == pytest.approx(73e6 * TEXT_BYTES / 2**30 * 0.10 + converted)
    assert found.cost.source == "own rate"


def test_records_are_estimated_from_the_connections_that_cloudwatch_counts(duck: Duck) -> None:
    def metric(gateway: str, zone: str | None = None) -> dict[str, Any]:
        names = [{"Name": "NatGatewayId", "Value": gateway}]
        return {"Dimensions": names + ([{"Name": "AvailabilityZone", "Value": zone}] if zone else [])}

    client = boto3.client("cloudwatch", region_name=REGION)
    hours = [datetime(2026, 11, 19, hour, tzinfo=UTC) for hour in (3, 4)]
    points = {
        # A zonal gateway: 100 and 20 begun, 10 and 0 open.
        "q0": (100, 20), "q1": (10, 0),
        # A regional one, by AZ.
        "q2": (1, 1), "q3": (0, 0), "q4": (3, 3), "q5": (1, 1),
    }  # fmt: skip
    with Stubber(client) as stub:
        listed = [metric("nat-1"), metric("nat-2", "a"), metric("nat-2", "b"), metric("nat-elsewhere")]
        stub.add_response("list_metrics", {"Metrics": listed})
        results = [
            {"Id": name, "Timestamps": hours, "Values": list(map(float, found))} for name, found in points.items()
        ]
        stub.add_response("get_metric_data", {"MetricDataResults": results})
        rates = traffic.estimate(client, ["nat-1", "nat-2", "nat-3"], datetime(2026, 11, 20, 5, 7, tzinfo=UTC))
    # Four legs; an open connection has a record in each of an hour's six intervals.
    assert rates["nat-1"].records_an_hour == (4 * (100 + 6 * 10) + 4 * 20) / 2
    assert rates["nat-2"].records_an_hour == 4 * (1 + 3 + 6 * 1)
    assert set(rates) == {"nat-1", "nat-2"}
    (found,) = proposed(duck, rates=rates)
    assert found.cost.records_per_month == 360 * 730
    assert "TCP connections" in doctors.render(examined(duck, rates=rates), Format.TABLE, width=300)


def test_a_region_without_a_price_has_no_dollars(duck: Duck) -> None:
    remove(duck, "nat_gateway", "nat-1")
    gateway(duck, "nat-2", "eni-2", region="sa-east-1")
    (found,) = proposed(duck, rates={"nat-2": Rate(5, "x")})
    assert (found.cost.records_per_month, found.cost.low_usd_per_month, found.cost.source) == (3650, None, None)
    assert "no price of this region ships" in doctors.render(examined(duck), Format.TABLE)


DENIED = Answer(ACCOUNT, REGION, "subnet", None, "AWS denied ec2:DescribeSubnets; allow it.", "ec2:DescribeSubnets")


def test_a_denied_call_is_named_once_for_all_regions_with_what_is_lost(duck: Duck) -> None:
    elsewhere = Answer(ACCOUNT, "eu-west-1", "subnet", None, DENIED.note, DENIED.denied)
    fine = Answer(ACCOUNT, REGION, "vpc", {})
    (missing,) = probe.of_snapshot(Snapshot(datetime(2026, 11, 20), (DENIED, elsewhere, fine)))
    assert (missing.action, missing.where) == ("ec2:DescribeSubnets", f"{ACCOUNT}/{REGION}, eu-west-1")
    log(duck, "eni-nat", FIELDS)
    assert examined(duck, asked_aws=True).is_well
    found = examined(duck, [missing], asked_aws=True)
    assert not found.is_well
    said = doctors.render(found, Format.TABLE, width=200)
    assert f"ec2:DescribeSubnets is missing in {ACCOUNT}/{REGION}, eu-west-1" in said
    assert "Without it clients have no subnet and AZ" in said


def test_a_permission_that_only_an_option_needs_is_said_and_is_no_illness(duck: Duck) -> None:
    log(duck, "eni-nat", FIELDS)
    lacking = probe.Missing("s3:ListAllMyBuckets", "S3", "x", "AWS denied it.", True, "audit --bucket-policies")
    found = examined(duck, [lacking], asked_aws=True)
    assert found.is_well
    assert "(for audit --bucket-policies alone)" in doctors.render(found, Format.TABLE, width=200)


def every_form(found: Examined) -> str:
    return "".join(doctors.render(found, each, color=False) for each in (Format.TABLE, Format.MARKDOWN, Format.JSON))


def test_texts_from_the_network_steer_nothing(duck: Duck) -> None:
    name = "\x1b[31m<img src=x>`$(id)`|[a](http://x)"
    gateway(duck, "nat-1", "eni-nat", Tags=[{"Key": "Name", "Value": name}])
    log(duck, "eni-nat", DeliverLogsStatus="FAILED", DeliverLogsErrorMessage=name)
    found = examined(duck, notes=[name])
    assert "\x1b" not in every_form(found)
    page = doctors.render(found, Format.MARKDOWN)
    assert "<img" not in page
    assert "[a](" not in page
    put(duck, "network_interface", {"NetworkInterfaceId": "eni-nat; rm -rf /", "VpcId": "vpc-1"})
    gateway(duck, "nat-1", "eni-nat; rm -rf /")
    assert arguments(proposed(duck)[0].command)["resource-ids"] == "eni-nat; rm -rf /"


# the clients' VPCs


SPOKE = "vpc-spoke"
RESOLVER = "resolver_query_log_config_association"


def attach(duck: Duck, *vpcs: str) -> None:
    """Attach VPCs to a Transit Gateway."""
    for vpc in vpcs:
        item = {"TransitGatewayAttachmentId": f"att-{vpc}", "TransitGatewayId": "tgw-1", "State": "available"}
        put(duck, "transit_gateway_attachment", {**item, "ResourceType": "vpc", "ResourceId": vpc})


@pytest.fixture
def spokes(duck: Duck) -> Duck:
    """The gateway's VPC and three others on one Transit Gateway: a spoke, one with a NAT of its own, one unknown."""
    put(duck, "vpc", {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"})
    for vpc, routes in ((SPOKE, {"0.0.0.0/0": "tgw-1"}), ("vpc-own", {"10.0.0.0/8": "tgw-1", "0.0.0.0/0": "nat-9"})):
        put(duck, "vpc", {"VpcId": vpc, "CidrBlock": "10.1.0.0/16"})
        put(duck, "subnet", {"SubnetId": f"subnet-{vpc}", "VpcId": vpc, "CidrBlock": "10.1.0.0/20"})
        put(duck, "route_table", table(f"rtb-{vpc}", routes, [f"subnet-{vpc}"], vpc=vpc))
    attach(duck, "vpc-1", SPOKE, "vpc-own", "vpc-unknown")
    return duck


def vpcs(duck: Duck) -> dict[str, Any]:
    return {each.vpc_id: each for each in examined(duck).vpcs}


def test_the_vpcs_that_leave_through_the_gateway_are_told_by_their_routes(spokes: Duck) -> None:
    found = vpcs(spokes)
    assert {name: each.is_behind_transit_gateway for name, each in found.items()} == {
        "vpc-1": False,
        SPOKE: True,
        "vpc-unknown": True,
    }
    assert not found["vpc-unknown"].is_described
    said = doctors.render(examined(spokes), Format.TABLE, width=200)
    assert f"{SPOKE} in {ACCOUNT}/{REGION}, to nat-1, through a Transit Gateway" in said
    assert "No flow log of it, its subnets or interfaces names its clients" in said
    assert "No inventory describes it: name its account in the config file" in said


@pytest.mark.parametrize("resource", [SPOKE, f"subnet-{SPOKE}"])
def test_a_spokes_log_names_its_clients_unless_it_tells_nothing(spokes: Duck, resource: str) -> None:
    log(spokes, resource, TrafficType="REJECT")
    assert not vpcs(spokes)[SPOKE].names_sources
    (create,) = examined(spokes).commands
    assert arguments(create.command)["resource-ids"] == SPOKE
    assert arguments(create.command)["resource-type"] == "VPC"
    assert create.has_placeholder
    assert create.cost.startswith("It costs $")
    log(spokes, resource)
    assert vpcs(spokes)[SPOKE].names_sources
    assert examined(spokes).commands == ()


def test_resolver_queries_that_nobody_logs_are_said_with_what_would_log_them(duck: Duck) -> None:
    put(duck, "vpc", {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"})
    log(duck, "eni-nat", FIELDS)
    assert vpcs(duck)["vpc-1"].query_logs == "unknown"
    assert "ListResolverQueryLogConfigAssociations" in doctors.render(examined(duck), Format.TABLE, width=300)
    assert examined(duck).commands == ()
    duck.execute(
        "insert into inventory_snapshot values ($account, $region, $kind, '2026-11-20', 0, null)",
        account=ACCOUNT, region=REGION, kind=RESOLVER,
    )  # fmt: skip
    found = examined(duck)
    assert found.is_well, "names are better with it; no byte depends on it"
    assert found.vpcs[0].query_logs == "none"
    (create,) = found.commands
    assert "create-resolver-query-log-config" in create.command
    assert create.command.endswith('--resource-id vpc-1 --resolver-query-log-config-id "$config"')
    assert "flow logs, $0." in create.cost
    assert "arn:aws:s3:::logs-of-ours/net " in create.command
    assert not create.has_placeholder
    config = {"Id": "rqlc-1", "Status": "CREATED", "DestinationArn": "arn:aws:s3:::queries-of-ours"}
    put(duck, "resolver_query_log_config", config)
    (create,) = examined(duck).commands
    assert create.command.endswith("--resource-id vpc-1 --resolver-query-log-config-id rqlc-1")
    assert "create-" not in create.command
    association = {"Id": "a-1", "ResolverQueryLogConfigId": "rqlc-1", "ResourceId": "vpc-1", "Status": "ACTIVE"}
    put(duck, RESOLVER, association)
    assert [each.query_logs for each in examined(duck).vpcs] == ["logged"]
    assert examined(duck).commands == ()
    put(duck, "resolver_query_log_config", config | {"DestinationArn": "arn:aws:logs:us-east-1:1:log-group:x"})
    assert [each.query_logs for each in examined(duck).vpcs] == ["not read"]
    remove(duck, "resolver_query_log_config", "rqlc-1")
    assert [each.query_logs for each in examined(duck).vpcs] == ["unknown"]
    put(duck, RESOLVER, association | {"Status": "FAILED"})
    assert [each.query_logs for each in examined(duck).vpcs] == ["none"]


# the command


@pytest.fixture
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_folder")
def test_the_sample_inventory_lacks_one_log_and_aws_is_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    inventory = ROOT / "sample_logs" / "inventory"
    assert command("doctor", "--inventory", inventory, "--format", "json") == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["is_well"], said["asked_aws"], len(said["commands"])) == (False, False, 1)
    verdicts = {each["name"]: each["verdict"] for each in said["gateways"]}
    assert verdicts == {"media-prod": "whole", "nat-1a": "whole", "lab": "clients only"}
    lab = next(each for each in said["gateways"] if each["name"] == "lab")
    # The clients' own records show where the bytes go.
    assert "pkt-srcaddr" not in [field for each in lab["missing"] for field in each["fields"]]
    shop = next(each for each in said["gateways"] if each["name"] == "nat-1a")
    assert [each["fields"][0] for each in shop["missing"]] == [
        "ecs-cluster-name",
        "next-hop-interface-id",
    ]
    # The sample's dns/ is of shop-prod alone; its configuration takes the other two.
    assert {each["name"]: each["query_logs"] for each in said["client_vpcs"]} == {
        "lab": "none",
        "media-prod": "none",
        "shop-prod": "logged",
    }
    assert [each["what"] for each in said["client_commands"]] == ["query logs"]
    assert command("doctor", "--inventory", inventory) == 3
    shown = capsys.readouterr().out
    assert shown.count("Resolver queries of") == 2, "a line per state, not per VPC"
    assert "of vpc-01d7e7a5b648d4236, vpc-01f07d096c2a73162 are not logged" in " ".join(shown.split())
    assert command("doctor", "--inventory", inventory, "--offline") == 2
    assert command("doctor", "--offline") == 2
    assert "make it with nat-attrib run" in capsys.readouterr().err


@pytest.mark.usefixtures("_folder")
def test_an_inventory_without_a_log_ends_with_3_and_prints_the_command(
    duck: Duck, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Path("inventory", ACCOUNT, REGION)
    place.mkdir(parents=True)
    (content,) = duck.row("select content from inventory_resource where kind = 'nat_gateway'")
    (place / "describe-nat-gateways.json").write_text(json.dumps({"NatGateways": [json.loads(content)]}))
    (place / "describe-flow-logs.json").write_text('{"FlowLogs": []}')
    assert command("doctor", "--inventory", "inventory", "--bucket", "mine") == 3
    said = capsys.readouterr().out
    assert "nat-1 (main) in 111122223333/us-east-1: no flow log shows its bytes" in said
    assert "\naws ec2 create-flow-logs --region us-east-1 --resource-type NetworkInterface \\\n" in said
    assert "It costs $0.01 to $0.06 a million records" in said
    assert "describe-subnets.json" in said  # what the folder lacks


@pytest.mark.usefixtures("_folder")
def test_its_options_come_from_the_environment_and_the_config_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NAT_ATTRIB_DOCTOR_INVENTORY", str(ROOT / "sample_logs" / "inventory"))
    Path("nat-attrib.toml").write_text('[doctor]\nformat = "json"\n')
    assert command("doctor") == 3
    assert not json.loads(capsys.readouterr().out)["is_well"]
    monkeypatch.setenv("NAT_ATTRIB_DOCTOR_FORMAT", "markdown")
    assert command("doctor") == 3
    assert capsys.readouterr().out.startswith("### Permissions\n")


@pytest.mark.usefixtures("_folder")
def test_the_policy_is_the_readmes_and_grows_with_the_config(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("doctor", "--policy") == 0
    printed = capsys.readouterr().out
    assert f"```json\n{printed}```" in (ROOT / "README.md").read_text(encoding="utf-8")
    role = "arn:aws-cn:iam::444455556666:role/reader"
    Path("nat-attrib.toml").write_text(
        f'regions = ["cn-north-1"]\n[[accounts]]\nid = "444455556666"\nrole_arn = "{role}"\n'
        '[[flow_logs]]\nsource = "s3://central/logs"\n'
    )
    assert command("doctor", "--policy", "--all-options", "--results-bucket", "results") == 0
    statements = json.loads(capsys.readouterr().out)["Statement"]
    by_resource = {str(each["Resource"]): each["Action"] for each in statements}
    assert by_resource["['arn:aws-cn:s3:::central', 'arn:aws-cn:s3:::results']"] == "s3:ListBucket"
    assert by_resource["arn:aws-cn:s3:::results/*"] == "s3:PutObject"
    assert by_resource[role] == "sts:AssumeRole"
    allowed = [
        action
        for each in statements
        for action in ([each["Action"]] if isinstance(each["Action"], str) else each["Action"])
    ]
    assert sorted(allowed) == sorted(each.action for each in ALL)
    assert not any("*" in action for action in allowed)
    assert command("doctor", "--policy", "--bucket", "a", "--bucket", "b") == 0
    assert '"arn:aws-cn:s3:::b/*"' in capsys.readouterr().out
