"""Whole runs against a server on loopback: describe calls, listing, reading, the report, and what AWS refuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from nat_attrib import cli
from tests import faultproxy, trust_world
from tests.pipeline import broken_checks, opened, started, traffic
from tests.world import Client, FlowLog, NatAddress, NatGateway, Remote, Topology, World, fields_up_to, write_logs
from tests.world.topology import Ids, Subnet, Vpc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

pytestmark = pytest.mark.slow

ACCOUNT, REGION = "123456789012", "us-east-1"
HOURS = 3
BEGIN = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=30)
"""Yesterday: what `run` reads when no window is named."""
SINCE, UNTIL = BEGIN.isoformat(), (BEGIN + timedelta(hours=HOURS)).isoformat()


@dataclass
class Cloud:
    """What lies in the simulated account."""

    proxy: faultproxy.Proxy
    world: World
    gateway: NatGateway
    route_tables: dict[str, str]
    objects: dict[str, int]
    """Keys in the bucket `logs`, under `team/net/`, and their sizes."""

    def environment(self) -> dict[str, str]:
        """Return what boto3 reads; with credentials, since module fixtures run before those of the whole suite."""
        return {
            "AWS_ENDPOINT_URL": self.proxy.url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
        }

    @property
    def truth(self) -> list[tuple[Any, ...]]:
        keys = ("hour", "nat_gateway_id", "client_ip", "remote_ip", "remote_port", "protocol")
        names = (*keys, "bytes_out", "bytes_in", "packets")
        return sorted((tuple(row[name] for name in names) for row in self.world.truth()), key=str)


def ec2_denied(handler: Any, _: HTTPResponse, __: bytes) -> None:
    """Answer as EC2 does without a permission."""
    body = (
        b"<?xml version='1.0'?><Response><Errors><Error><Code>UnauthorizedOperation</Code>"
        b"<Message>You are not authorized to perform this operation.</Message></Error></Errors></Response>"
    )
    handler.send_response_only(403)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with faultproxy.server() as server, faultproxy.proxy(server) as proxy:
        reset = HTTPConnection(*server)
        reset.request("POST", "/moto-api/reset")
        reset.getresponse().read()
        session = boto3.Session("testing", "testing", region_name=REGION)
        url = f"http://{server[0]}:{server[1]}"
        ec2, s3 = (session.client(name, endpoint_url=url) for name in ("ec2", "s3"))
        made = make_network(ec2)
        world = make_traffic(*made[:2])
        for bucket in ("logs", "first", "second"):
            s3.create_bucket(Bucket=bucket)
        folder = tmp_path_factory.mktemp("cloud")
        middle = int(BEGIN.timestamp()) + 3600
        parts = [[r for r in world.records if (r.end < middle) is early] for early in (True, False)]
        logs = [
            FlowLog(log_id(ec2, made[0], bucket), ACCOUNT, REGION, fields=fields_up_to(version), **layout)
            for bucket, version, layout in (
                ("first", 5, {"file_format": "text-gz"}),
                ("second", 7, {"file_format": "parquet", "hive": True, "hourly": True}),
            )
        ]
        for bucket, records, log in zip(("first", "second"), parts, logs, strict=True):
            write_logs(records, folder / bucket, log, slot_seconds=1800)
        for bucket in ("first", "second"):
            for path in sorted(each for each in (folder / bucket).rglob("*") if each.is_file()):
                key = path.relative_to(folder / bucket).as_posix()
                s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
                s3.put_object(Bucket="logs", Key=f"team/net/{key}", Body=path.read_bytes())
        # `key` is of the last object: the day's folder is listed whole.
        s3.put_object(
            Bucket="logs",
            Key=f"team/net/{key.rpartition('/')[0]}/{ACCOUNT}_CloudTrail_{REGION}_20261122T1310Z_a.json.gz",
            Body=b"not a flow log",
        )
        listed = s3.list_objects_v2(Bucket="logs", Prefix="team/net/")["Contents"]
        gateway = made[0].nat_gateways[0]
        yield Cloud(proxy, world, gateway, made[2], {each["Key"]: each["Size"] for each in listed})


def make_network(ec2: Any, account: str = ACCOUNT, octet: int = 0) -> tuple[Topology, dict[str, str], dict[str, str]]:
    """Make a VPC with a gateway in 1a that both private subnets use, and an S3 endpoint that one of them misses.

    The VPC is 10.`octet`.0.0/16.

    Returns the topology with the server's ids, an address of each gateway endpoint's service, and the route tables.
    """
    zones = {zone["ZoneName"]: zone["ZoneId"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]}
    names = [f"{REGION}a", f"{REGION}b"]
    top = Topology(account, REGION, {name: zones[name] for name in names}, Ids(1))
    vpc = ec2.create_vpc(CidrBlock=f"10.{octet}.0.0/16")["Vpc"]["VpcId"]
    top.vpcs.append(Vpc(vpc, [f"10.{octet}.0.0/16"], "shop"))
    tables = {}
    for number, (name, zone) in enumerate((("public", 0), ("private-a", 0), ("private-b", 1))):
        cidr = f"10.{octet}.{16 * number}.0/20"
        made = ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=names[zone])["Subnet"]["SubnetId"]
        top.subnets.append(Subnet(made, vpc, cidr, names[zone], zones[names[zone]], name))
        tables[name] = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=tables[name], SubnetId=made)
    public, *private = top.subnets
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public.subnet_id, AllocationId=allocation)["NatGateway"]
    held = nat["NatGatewayAddresses"][0]
    top.nat_gateways.append(
        NatGateway(
            nat["NatGatewayId"],
            vpc,
            "nat",
            [NatAddress(held["PrivateIp"], held["PublicIp"], allocation, public.az_name, public.az_id)],
            public.subnet_id,
            held["NetworkInterfaceId"],
        )
    )
    for subnet in private:
        ec2.create_route(
            RouteTableId=tables[subnet.name], DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat["NatGatewayId"]
        )
        tags = [{"ResourceType": "network-interface", "Tags": [{"Key": "Name", "Value": f"web-{subnet.name[-1]}"}]}]
        eni = ec2.create_network_interface(SubnetId=subnet.subnet_id, TagSpecifications=tags)["NetworkInterface"]
        top.clients.append(
            Client(
                eni["NetworkInterfaceId"], vpc, subnet.subnet_id, eni["PrivateIpAddress"], tags[0]["Tags"][0]["Value"],
                kind="interface",
            )
        )  # fmt: skip
    ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName=f"com.amazonaws.{REGION}.s3",
        RouteTableIds=[tables["private-a"]],
        VpcEndpointType="Gateway",
    )
    addresses = {}
    for listed in ec2.describe_managed_prefix_lists()["PrefixLists"]:
        if (service := listed["PrefixListName"].rpartition(".")[2]) in ("s3", "dynamodb"):
            entries = ec2.get_managed_prefix_list_entries(PrefixListId=listed["PrefixListId"])["Entries"]
            network = next(entry["Cidr"] for entry in entries if ":" not in entry["Cidr"])
            addresses[service] = network.partition("/")[0].rpartition(".")[0] + ".9"
    return top, addresses, tables


def make_traffic(top: Topology, addresses: dict[str, str]) -> World:
    """Let both clients talk to S3, DynamoDB and the internet through the gateway, over hour boundaries."""
    world = World(top, seed=2)
    start = int(BEGIN.timestamp())
    remotes = [
        *(Remote(service, [address], service=service, service_region=REGION) for service, address in addresses.items()),
        Remote("internet", ["203.0.113.9"]),
    ]
    top.remotes.extend(remotes)
    for number, remote in enumerate(remotes):
        for client in top.clients:
            for hour in range(HOURS):
                at = start + hour * 3600 + 600 * number + 60
                size = (10_000_019 * (number + 1) + hour, 70_000_003 * (number + 1))
                world.through_nat(
                    client, remote, top.nat_gateways[0], (at, at + 2000 - 1000 * (hour == HOURS - 1)), size
                )
    return world


def log_id(ec2: Any, top: Topology, bucket: str) -> str:
    """Make a flow log into the bucket; the server takes no prefix in its destination."""
    made = ec2.create_flow_logs(
        ResourceIds=[top.vpcs[0].vpc_id],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination=f"arn:aws:s3:::{bucket}",
    )
    return str(made["FlowLogIds"][0])


@pytest.fixture(autouse=True)
def _at_the_server(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in cloud.environment().items():
        monkeypatch.setenv(name, value)
    yield
    cloud.proxy.rules.clear()


def command(*arguments: object) -> int:
    """Do `nat-attrib ARGUMENTS` in this process; return the exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["nat-attrib", *map(str, arguments)])
        try:
            cli.main()
        except SystemExit as end:
            return int(end.code or 0)
    return 0


def begun(folder: Path) -> Path:
    """Return a file as any first run makes it, where that is not what a test looks at."""
    return Path(shutil.copy(started(), folder / "nat.duckdb"))


def found(db: Path) -> list[tuple[Any, ...]]:
    return sorted(traffic(db), key=str)


@pytest.fixture(scope="module")
def measured(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What CloudWatch counted and AWS billed of the same bytes; returns where the bill's export lies."""
    session = boto3.Session("testing", "testing", region_name=REGION)
    s3, metrics = (session.client(name, endpoint_url=cloud.proxy.url) for name in ("s3", "cloudwatch"))
    trust_world.put_metrics(metrics, cloud.world.legs())
    folder = tmp_path_factory.mktemp("bill")
    lines = [
        line
        | {
            "line_item_usage_account_id": ACCOUNT,
            "product_region_code": REGION,
            "line_item_usage_type": line["line_item_usage_type"].removeprefix("APE1-"),
            "line_item_resource_id": line["line_item_resource_id"].replace("ap-east-1", REGION),
        }
        for line in trust_world.bill_rows(cloud.world.legs())
    ]
    s3.create_bucket(Bucket="bills")
    for path in trust_world.write_cur2(lines, folder).rglob("*.parquet"):
        s3.upload_file(str(path), "bills", f"exports/{path.relative_to(folder).as_posix()}")
    return "s3://bills/exports"


@pytest.fixture(scope="module")
def whole(cloud: Cloud, measured: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a process that ran on an account from nothing."""
    db = tmp_path_factory.mktemp("whole") / "nat.duckdb"
    asked = ["--db", str(db), "run", "s3://logs/team/net", "--bill", measured, "--since", SINCE, "--until", UNTIL]
    done = subprocess.run(
        [sys.executable, "-m", "nat_attrib", *asked],
        capture_output=True, text=True, env=os.environ | cloud.environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert re.search(r"_CloudTrail_.* is no VPC flow log by its name; it is not read: check", done.stderr, re.MULTILINE)
    return db


def answered(db: Path, capsys: pytest.CaptureFixture[str], name: str) -> Any:
    """Return what a command says as JSON."""
    capsys.readouterr()
    assert command("--db", db, name, "--since", SINCE, "--until", UNTIL, "--format", "json") == 0
    out, err = capsys.readouterr()
    assert all(line.startswith("Window: ") for line in err.splitlines())
    return json.loads(out)


def test_a_real_process_runs_reports_and_recommends(
    cloud: Cloud, whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found(whole) == cloud.truth
    assert broken_checks(whole) == {}

    report = answered(whole, capsys, "report")
    assert report["totals"]["bytes"] == cloud.world.counted_bytes()
    assert sum(row["bytes"] for row in report["by_source"]) == cloud.world.counted_bytes()
    names = {row["source_name"]: row["bytes"] for row in report["by_source"]}
    assert names == {"web-a": cloud.world.counted_bytes() // 2, "web-b": cloud.world.counted_bytes() // 2}
    assert {row["service"] for row in report["by_service"]} == {"s3", "dynamodb", "internet"}

    advice = {row["action"]: row for row in answered(whole, capsys, "recommend")}
    assert advice["create_gateway_endpoint"]["service_name"] == f"com.amazonaws.{REGION}.dynamodb"
    assert advice["associate_route_tables"]["service_name"] == f"com.amazonaws.{REGION}.s3"
    assert advice["associate_route_tables"]["route_table_ids"] == [cloud.route_tables["private-b"]]


@pytest.fixture(scope="module")
def inventoried(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file after `nat-attrib inventory`."""
    db = begun(tmp_path_factory.mktemp("inventoried"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cloud.environment().items():
            patch.setenv(name, value)
        assert command("--db", db, "inventory") == 0
    return db


@pytest.fixture
def db(inventoried: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(inventoried, tmp_path / "nat.duckdb"))


def test_what_the_flow_logs_name_is_read_once(cloud: Cloud, db: Path) -> None:
    nothing = objects_read(cloud)
    assert command("--db", db, "ingest") == 0
    assert found(db) == cloud.truth
    assert broken_checks(db) == {}
    before = objects_read(cloud)
    assert before - nothing == len(cloud.objects) - 1  # all but the foreign one
    assert command("--db", db, "ingest") == 0
    # The same objects in another bucket are the same objects.
    assert command("--db", db, "ingest", "s3://logs/team/net/") == 0
    assert objects_read(cloud) == before
    assert found(db) == cloud.truth


def objects_read(cloud: Cloud) -> int:
    return len([line for line in cloud.proxy.requests if line.startswith("GET") and ".log" in line])


def test_denied_describe_calls_are_named_and_the_rest_is_kept(
    cloud: Cloud, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    denied = ("DescribeSubnets", "DescribeVpcAttribute")
    cloud.proxy.rules.extend(faultproxy.Rule(f"Action={name}&", ec2_denied) for name in denied)
    with opened(db) as duck:
        subnets = duck.rows("select subnet_id from inventory_subnet where is_current order by all")
    assert command("--db", db, "inventory") == 3
    out, err = capsys.readouterr()
    assert out == ""
    for name in denied:
        assert f"AWS denied ec2:{name}; allow ec2:{name} for the role that runs nat-attrib." in err
    with opened(db) as duck:
        assert duck.rows("select subnet_id from inventory_subnet where is_current order by all") == subnets


def test_a_bucket_that_is_denied_or_does_not_exist_is_said(
    cloud: Cloud, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = traffic(db)
    assert command("--db", db, "ingest", "s3://no-such-bucket/x") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "no-such-bucket" in err.splitlines()[-1]
    cloud.proxy.rules.append(faultproxy.Rule("list-type=2", faultproxy.denied))
    assert command("--db", db, "ingest", "s3://logs/team/net/") in {1, 3}
    out, err = capsys.readouterr()
    assert out == ""
    assert "allow s3:ListBucket" in err
    assert traffic(db) == before


def reconciled(db: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    window = ("--since", SINCE, "--until", UNTIL)
    code = command("--db", db, "reconcile", *window, "--format", "json", *arguments)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, told


def test_logs_metrics_and_bill_agree_where_nothing_is_lost(
    cloud: Cloud, whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = reconciled(whole, capsys, "--fail-on", "0.999")
    assert code == 0
    total = cloud.world.counted_bytes()
    for sums in ("flow_log_bytes", "cloudwatch_bytes", "billed_bytes"):
        assert sum(row[sums] for row in told["reconciliation"]) == total
    assert {row["coverage"] for row in told["reconciliation"]} == {1.0}
    assert [row["unexplained_bytes"] for row in told["unexplained"]] == [0]


def test_a_denied_object_is_named_and_missing_to_the_byte_with_the_reason_until_it_is_read(
    cloud: Cloud, measured: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = next(key for key in sorted(cloud.objects, key=cloud.objects.__getitem__, reverse=True) if ".parquet" in key)
    cloud.proxy.rules.append(faultproxy.Rule(key.rpartition("/")[2], faultproxy.denied))
    db = begun(tmp_path)
    assert command("--db", db, "run", "s3://logs/team/net", "--bill", measured, "--since", SINCE, "--until", UNTIL) == 3
    err = capsys.readouterr().err
    assert f"s3://logs/{key}" in err
    assert "s3:GetObject" in err
    with opened(db) as duck:
        assert duck.rows("select key from ingested_object where status <> 'ok'") == [(key.removeprefix("team/net/"),)]
        (counted,) = duck.row("select sum(bytes)::bigint from nat_traffic")
    lost = cloud.world.counted_bytes() - counted
    assert lost > 0
    code, told = reconciled(db, capsys, "--fail-on", "0.999")
    assert code == 4
    assert sum(row["unexplained_bytes"] for row in told["unexplained"]) == lost
    short = [row for row in told["reconciliation"] if row["coverage"] < 1]
    assert sum(row["cloudwatch_bytes"] - row["flow_log_bytes"] for row in short) == lost
    assert all("1 object could not be read" in row["reason"] for row in short)

    cloud.proxy.rules.clear()
    assert command("--db", db, "ingest", "s3://logs/team/net/") == 0
    assert found(db) == cloud.truth
