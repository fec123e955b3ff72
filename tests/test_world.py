"""The generator is what other tests trust, so it is tested against AWS's published examples and by hand."""

from __future__ import annotations

import csv
import gzip
import hashlib
import ipaddress
import json
from collections import Counter
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.generate import Wish, generate
from tests.bench.network import SPACES
from tests.conftest import ROOT, shared
from tests.world import Builder, FlowLog, World, fields_up_to, small_world, truth_rows, write_inventory, write_logs
from tests.world.conversation import Conversation, cut
from tests.world.records import Record, Value
from tests.world.remotes import DYNAMODB_PREFIXES, S3_PREFIXES
from tests.world.sample import write_sample
from tests.world.truth import by_hour

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.world import Topology

SAMPLE = ROOT / "sample_logs"
NOON = 1_794_830_400  # 2026-11-16T12:00:00Z
AZS = {"us-east-1a": "use1-az1"}


def one_talk(**more: Any) -> tuple[World, list[Record]]:
    """AWS's published example: instance 10.0.1.5, NAT gateway 10.0.0.220, host 203.0.113.5."""
    build = Builder("123456789010", "us-east-1", AZS)
    vpc = build.vpc("example", "10.0.0.0/16")
    public = build.subnet(vpc, "public", "10.0.0.0/24", "us-east-1a")
    private = build.subnet(vpc, "private", "10.0.1.0/24", "us-east-1a")
    nat = build.nat("nat", public, addresses=2)
    client = build.client("instance", private)
    nat.addresses[0].private_ip, client.address = "10.0.0.220", "10.0.1.5"
    nat.addresses[1].private_ip = "10.0.0.221"
    remote = build.remote("host", "203.0.113.5", port=80)
    world = World(build.topology, aligned=True)
    return world, world.through_nat(client, remote, nat, (NOON, NOON + 60), (300, 900), client_port=49153, **more)


def shape(record: Record) -> tuple[Any, ...]:
    names = ("srcaddr", "dstaddr", "pkt_srcaddr", "pkt_dstaddr", "flow_direction", "traffic_path")
    return (record.leg, *(record.values[name] for name in names))


def test_the_legs_are_those_of_the_published_nat_example() -> None:
    _, records = one_talk()
    assert [shape(record) for record in records] == [
        ("client", "10.0.1.5", "203.0.113.5", "10.0.1.5", "203.0.113.5", "egress", 1),
        ("client", "203.0.113.5", "10.0.1.5", "203.0.113.5", "10.0.1.5", "ingress", None),
        ("L1", "10.0.1.5", "10.0.0.220", "10.0.1.5", "203.0.113.5", "ingress", None),
        ("L2", "10.0.0.220", "203.0.113.5", "10.0.0.220", "203.0.113.5", "egress", 8),
        ("L3", "203.0.113.5", "10.0.0.220", "203.0.113.5", "10.0.0.220", "ingress", None),
        ("L4", "10.0.0.220", "10.0.1.5", "203.0.113.5", "10.0.1.5", "egress", 1),
    ]
    ports = {record.leg: (record.values["srcport"], record.values["dstport"]) for record in records[2:]}
    assert ports["L1"] == (49153, 80)
    assert ports["L4"] == (80, 49153)
    assert ports["L2"] == ports["L3"][::-1]
    assert ports["L2"][1] == 80


def test_a_packet_to_a_secondary_address_shows_the_primary() -> None:
    _, records = one_talk(gateway_address=1)
    legs = {record.leg: shape(record)[1:5] for record in records}
    assert legs["L1"] == ("10.0.1.5", "10.0.0.220", "10.0.1.5", "203.0.113.5")
    assert legs["L2"] == ("10.0.0.221", "203.0.113.5", "10.0.0.221", "203.0.113.5")
    assert legs["L3"] == ("203.0.113.5", "10.0.0.220", "203.0.113.5", "10.0.0.221")


def test_a_regional_gateway_has_no_interface_and_packet_level_addresses() -> None:
    build = Builder("123456789010", "us-east-1", AZS)
    vpc = build.vpc("example", "10.0.0.0/16")
    nat = build.regional_nat("nat", vpc, ["us-east-1a"])
    client = build.client("instance", build.subnet(vpc, "private", "10.0.1.0/24", "us-east-1a"))
    world = World(build.topology, aligned=True)
    world.through_nat(client, build.remote("host", "203.0.113.5"), nat, (NOON, NOON + 60), (300, 900))
    elastic = nat.addresses[0].public_ip
    legs = {record.leg: record for record in world.of_gateways()}
    assert [shape(legs[leg])[1:5] for leg in ("L1", "L2", "L3", "L4")] == [
        ("10.0.1.10", "203.0.113.5") * 2,
        (elastic, "203.0.113.5") * 2,
        ("203.0.113.5", elastic) * 2,
        ("203.0.113.5", "10.0.1.10") * 2,
    ]
    assert {(record.interface_id, record.values["resource_id"]) for record in legs.values()} == {
        (None, nat.nat_gateway_id)
    }
    assert world.truth()[0]["bytes_in"] == 900


def test_a_spoke_client_reaches_the_gateway_through_a_transit_gateway() -> None:
    build = Builder("123456789010", "us-east-1", AZS)
    egress, spoke = build.vpc("egress", "10.40.0.0/16"), build.vpc("spoke", "10.20.0.0/16", internet=False)
    nat = build.nat("nat", build.subnet(egress, "public", "10.40.0.0/24", "us-east-1a"))
    transit = build.client("tgw", build.subnet(egress, "tgw", "10.40.1.0/24", "us-east-1a"), kind="transit_gateway")
    client = build.client("app", build.subnet(spoke, "private", "10.20.33.0/24", "us-east-1a"))
    world = World(build.topology, aligned=True)
    host = build.remote("host", "203.0.113.5")
    records = world.through_nat(client, host, nat, (NOON, NOON + 9), (300, 900), transit=transit)
    seen = [shape(record)[1:5] for record in records if record.leg == "transit"]
    assert seen == [
        ("10.40.1.10", "203.0.113.5", "10.20.33.10", "203.0.113.5"),
        ("203.0.113.5", "10.40.1.10", "203.0.113.5", "10.20.33.10"),
    ]
    assert world.truth()[0]["client_ip"] == "10.20.33.10"
    assert records[0].values["next_hop_interface_type"] == "transit_gateway"


def test_nat64_counts_the_client_side_and_shortens_the_other() -> None:
    world, records = one_talk(client_ip="2600:1f18::5", remote_ip="64:ff9b::203.0.113.5", packets_out=3)
    sizes = {record.leg: record.values["bytes"] for record in records}
    assert sizes["L1"] == 300
    assert sizes["L2"] == 300 - 3 * 20
    assert next(record for record in records if record.leg == "L2").values["dstaddr"] == "203.0.113.5"
    assert world.truth()[0]["remote_ip"] == "64:ff9b::203.0.113.5"


def test_a_record_over_two_hours_is_split_in_whole_bytes() -> None:
    assert by_hour(NOON - 10, NOON + 20, 100) == [(NOON - 3600, 33), (NOON, 67)]
    assert by_hour(NOON - 60, NOON, 100) == [(NOON - 3600, 100)]
    assert by_hour(NOON, NOON, 100) == [(NOON, 100)]
    assert by_hour(NOON - 1, NOON + 3601, 7202) == [(NOON - 3600, 1 * 7202 // 3602), (NOON, 7198), (NOON + 3600, 3)]


def test_truth_by_hand() -> None:
    values: dict[str, Value] = {
        "action": "ACCEPT",
        "log_status": "OK",
        "protocol": 6,
        "start": NOON - 30,
        "end": NOON + 30,
    }
    out: dict[str, Value] = {"pkt_srcaddr": "10.0.1.5", "pkt_dstaddr": "203.0.113.5", "srcport": 40000, "dstport": 443}
    back: dict[str, Value] = {
        "pkt_srcaddr": "203.0.113.5",
        "pkt_dstaddr": "10.0.1.5",
        "srcport": 50000,
        "dstport": 40000,
    }
    records = [
        Record(values | out | {"bytes": 101, "packets": 3}, "L1", "nat-0a"),
        Record(values | back | {"bytes": 60, "packets": 2}, "L4", "nat-0a"),
        Record(values | out | {"bytes": 9999, "packets": 9}, "L2", "nat-0a"),
        Record(values | out | {"bytes": 9999, "packets": 9, "action": "REJECT"}, "L1", "nat-0a"),
    ]
    found = [tuple(row.values()) for row in truth_rows(records)]
    eleven, noon = datetime(2026, 11, 16, 11), datetime(2026, 11, 16, 12)
    head = ("nat-0a", "10.0.1.5", "203.0.113.5")
    assert found == [
        (eleven, *head, None, 6, 0, 30, 2),
        (eleven, *head, 443, 6, 50, 0, 3),
        (noon, *head, None, 6, 0, 30, 0),
        (noon, *head, 443, 6, 51, 0, 0),
    ]


@given(
    span=st.tuples(st.integers(0, 5000), st.integers(0, 5000)),
    size=st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)),
    interval=st.sampled_from([60, 600]),
    offset=st.integers(0, 59),
)
def test_windows_conserve_bytes(span: tuple[int, int], size: tuple[int, int], interval: int, offset: int) -> None:
    start, lasting = span
    build = Builder("123456789010", "us-east-1", AZS)
    client = build.client("any", build.subnet(build.vpc("v", "10.0.0.0/16"), "s", "10.0.0.0/24", "us-east-1a"))
    talk = Conversation(client, "10.0.0.10", "203.0.113.5", start, start + lasting, *size, 40000, 443)
    parts = cut(talk, interval, offset)
    assert (sum(part.bytes_out for part in parts), sum(part.bytes_in for part in parts)) == size
    assert parts[0].start == start
    assert parts[-1].end == start + lasting
    assert all(before.end == after.start for before, after in pairwise(parts))
    assert all(part.end - part.start <= interval for part in parts)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_enters_a_gateway_leaves_it(seed: int) -> None:
    world = small_world(seed)
    assert {record.leg for record in world.records} >= {
        *("L1", "L2", "L3", "L4", "client", "east_west", "endpoint", "internet", "inbound"),
        *("reject", "nodata", "skipdata"),
    }
    for row in world.legs():
        assert row["l1_bytes"] == row["l2_bytes"]
        assert row["l3_bytes"] > row["l4_bytes"]  # scans
    assert sum(row["bytes_out"] + row["bytes_in"] for row in world.truth()) == world.counted_bytes()
    assert sum(row["l1_bytes"] + row["l4_bytes"] for row in world.legs()) == world.counted_bytes()
    assert any(row["remote_port"] is None for row in world.truth())
    assert any(r.start // 3600 != r.end // 3600 for r in world.records if r.leg == "L4")


def digest(paths: Iterable[Path], folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.parametrize("file_format", ["parquet", "text-gz", "text"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, file_format: str) -> None:
    one, two = (
        digest(write_logs(small_world(5).records, tmp_path / name, file_format=file_format), tmp_path / name)
        for name in ("one", "two")
    )
    assert one == two
    assert len(one) > 30
    other = write_logs(small_world(6).records, tmp_path / "three", file_format=file_format)
    assert set(digest(other, tmp_path / "three").values()).isdisjoint(one.values())


def test_keys_are_those_of_the_user_guide(tmp_path: Path) -> None:
    record = Record({"start": NOON, "end": NOON + 299, "bytes": 1}, "client")
    log = FlowLog("fl-0a", "123456789012", "us-east-1", file_format="text-gz")
    [plain] = write_logs([record], tmp_path, log)
    [hive] = write_logs([record], tmp_path, log, hive=True, hourly=True, prefix="central/logs", file_format="parquet")
    name = "123456789012_vpcflowlogs_us-east-1_fl-0a_20261116T1200Z_"
    head, tail = str(plain.relative_to(tmp_path)).split(name)
    assert head == "AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/16/"
    assert len(tail) == len("0123abcd.log.gz")
    head, tail = str(hive.relative_to(tmp_path)).split(name)
    assert head == (
        "central/logs/AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/"
        "year=2026/month=11/day=16/hour=12/"
    )
    assert tail.endswith(".log.parquet")


def test_parquet_has_the_documented_types(tmp_path: Path) -> None:
    fields = fields_up_to(11)
    path = write_logs(small_world().records, tmp_path, fields=fields, slot_seconds=86400)[0]
    file = pq.ParquetFile(path)
    kinds = {field.name: str(field.type) for field in file.schema_arrow}
    assert list(kinds) == list(fields)
    whole = {"version", "srcport", "dstport", "protocol", "tcp_flags", "traffic_path", "encryption_status"}
    assert {name for name, kind in kinds.items() if kind == "int32"} == whole
    assert {name for name, kind in kinds.items() if kind == "int64"} == {"packets", "bytes", "start", "end"}
    assert file.metadata.row_group(0).column(0).compression == "GZIP"
    silent = next(row for row in file.read().to_pylist() if row["log_status"] == "NODATA")
    assert (silent["srcaddr"], silent["bytes"], silent["version"]) == ("-", None, 11)


@pytest.mark.parametrize("numbers", ["int64", "double", "text"])
def test_odd_parquet_keeps_its_values(tmp_path: Path, numbers: str) -> None:
    records = small_world().records
    path = write_logs(records, tmp_path, numbers=numbers, missing="null", slot_seconds=86400)[0]
    rows = pq.read_table(path).to_pylist()
    kind = {"int64": int, "double": float, "text": str}[numbers]
    sizes = [row["bytes"] for row in rows]
    assert all(size is None or type(size) is kind for size in sizes)
    assert sum(int(size or 0) for size in sizes) == sum(int(record.values.get("bytes") or 0) for record in records)
    assert any(row["srcaddr"] is None for row in rows)


def test_odd_text_keeps_its_lines(tmp_path: Path) -> None:
    records = small_world().records
    fields = tuple(reversed(fields_up_to(7)))
    path = write_logs(
        records, tmp_path, fields=fields, file_format="text", bom=True, crlf=True, header_every=100, slot_seconds=86400,
        extra=(("new-field", "x"),),
    )[0]  # fmt: skip
    content = path.read_bytes()
    assert content.startswith(
        b"\xef\xbb\xbftraffic-path ecs-task-id" if fields[0] == "traffic_path" else b"\xef\xbb\xbf"
    )
    lines = content.decode("utf-8-sig").removesuffix("\r\n").split("\r\n")
    headers = [line for line in lines if line == lines[0]]
    assert len(headers) == (len(records) - 1) // 100 + 1
    assert len(lines) == len(records) + len(headers)
    assert {len(line.split(" ")) for line in lines} == {len(fields) + 1}


def topology_of_the_sample() -> Path:
    return SAMPLE / "inventory" / "111122223333" / "ap-east-1"


def test_the_inventory_is_what_the_cli_prints(tmp_path: Path) -> None:
    topology: Topology = small_world().topology
    paths = write_inventory(topology, tmp_path)
    items = {path.relative_to(tmp_path / "111122223333" / "ap-east-1").as_posix(): path for path in paths}
    kinds = "nat-gateways network-interfaces subnets route-tables vpc-endpoints vpc-endpoint-services addresses vpcs "
    kinds += "managed-prefix-lists prefix-lists instances flow-logs security-groups internet-gateways dhcp-options "
    kinds += "availability-zones transit-gateway-attachments"
    assert {f"describe-{kind}.json" for kind in kinds.split()} <= set(items)
    interfaces = json.loads(items["describe-network-interfaces.json"].read_text())["NetworkInterfaces"]
    gateway = topology.nat_gateways[0]
    eni = next(one for one in interfaces if one["NetworkInterfaceId"] == gateway.interface_id)
    assert eni["InterfaceType"] == "nat_gateway"
    assert eni["Description"] == f"Interface for NAT Gateway {gateway.nat_gateway_id}"
    assert eni["RequesterManaged"] is True
    assert eni["Attachment"]["InstanceOwnerId"] == "amazon-aws"
    assert [one["PrivateIpAddress"] for one in eni["PrivateIpAddresses"]] == [a.private_ip for a in gateway.addresses]
    vpc_id = topology.vpcs[0].vpc_id
    support = json.loads(items[f"describe-vpc-attribute/{vpc_id}-enableDnsSupport.json"].read_text())
    assert support == {"EnableDnsSupport": {"Value": True}, "VpcId": vpc_id}
    for one in topology.prefix_lists:
        entries = json.loads(items[f"get-managed-prefix-list-entries/{one.prefix_list_id}.json"].read_text())
        assert [entry["Cidr"] for entry in entries["Entries"]] == one.cidrs


def rows_in(path: Path) -> list[dict[str, Any]]:
    """The records of a file; numbers are numbers in Parquet, text in text."""
    if path.suffix == ".parquet":
        return list(pq.read_table(path).to_pylist())
    header, *lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    names = header.replace("-", "_").split(" ")
    return [dict(zip(names, line.split(" "), strict=True)) for line in lines]


def content_of(path: Path) -> object:
    """What a file says, whatever compressor and Parquet writer wrote it."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".parquet":
        return pq.read_table(pa.BufferReader(path.read_bytes())).to_pydict()
    return path.read_bytes()


def test_the_shipped_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path) for path in write_sample(tmp_path)}
    shipped = {path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if path.is_file() and path.name != "README.md"}
    assert made == shipped
    for name in sorted(made):
        same = (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes()
        assert same or content_of(tmp_path / name) == content_of(SAMPLE / name), name


def test_the_shipped_sample_is_small_and_says_its_own_truth() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 2_000_000
    with (SAMPLE / "truth.csv").open() as lines:
        truth = sum(int(row["bytes"]) for row in csv.DictReader(lines))
    gateways = json.loads((topology_of_the_sample() / "describe-nat-gateways.json").read_text())["NatGateways"]
    zonal = next(one for one in gateways if one["AvailabilityMode"] == "zonal")["NatGatewayAddresses"][0]
    counted = 0
    for path in (SAMPLE / "logs").rglob("*.log.*"):
        for row in rows_in(path):
            inside = [str(row[side]).startswith("10.") for side in ("pkt_srcaddr", "pkt_dstaddr")]
            own = [row[side] == zonal["PrivateIp"] for side in ("pkt_srcaddr", "pkt_dstaddr")]
            at_gateway = row["interface_id"] == zonal["NetworkInterfaceId"]
            # The regional gateway's records, and those of the clients in lab, whose gateway nobody logs.
            elsewhere = (
                row.get("resource_id", "-") != "-" or row["srcaddr"][:6] == "10.40." or row["dstaddr"][:6] == "10.40."
            )
            if (at_gateway or elsewhere) and row["action"] == "ACCEPT" and inside.count(True) == 1 and not any(own):
                counted += int(row["bytes"])
    assert truth == counted


def test_invented_addresses_lie_where_ip_ranges_say() -> None:
    held = json.loads(shared("data/ip-ranges/2026-08-22.json").read_text())["prefixes"]
    listed = {(one["ip_prefix"], one["service"], one["region"]) for one in held}
    for service, prefixes in (("S3", S3_PREFIXES), ("DYNAMODB", DYNAMODB_PREFIXES)):
        assert {(prefix, service, "ap-east-1") for prefix in prefixes} <= listed
    codes = {(prefix, service) for prefix, service, _ in listed}
    assert {(prefix, service) for service, _, prefixes in SPACES if service for prefix in prefixes} <= codes
    networks = [(ipaddress.ip_network(prefix), service, region) for prefix, service, region in listed]
    for remote in small_world().topology.remotes:
        for address in map(ipaddress.ip_address, remote.addresses):
            around = {(service, region) for network, service, region in networks if address in network}
            if remote.service in {"internet", None}:
                assert not around, remote.name
            else:
                assert {service for service, _ in around} >= {remote.flow_service}, remote.name
                assert {region for _, region in around} == {remote.service_region or "ap-east-1"}, remote.name


@pytest.mark.parametrize("file_format", ["parquet", "text"])
def test_benchmark_data_has_its_mix_and_its_totals(tmp_path: Path, file_format: str) -> None:
    wish = Wish(rows=12_000, files=24, file_format=file_format, seed=3)
    held = generate(wish, tmp_path, workers=1)
    assert held["wish"]["rows"] == 12_000
    files = sorted((tmp_path / "logs").rglob("*.log.*"))
    assert len(files) == 24
    assert len({path.parent for path in files}) == 24
    rows = [row for path in files for row in rows_in(path)]
    assert len(rows) == 12_000
    gateways = json.loads((tmp_path / "inventory/111122223333/us-east-1/describe-nat-gateways.json").read_text())
    own = {
        one["NatGatewayAddresses"][0]["NetworkInterfaceId"]: one["NatGatewayAddresses"][0]
        for one in gateways["NatGateways"]
    }
    legs: Counter[str] = Counter()
    for row in rows:
        if row["interface_id"] in own:
            address = own[row["interface_id"]]["PrivateIp"]
            if (row["dstaddr"] == address) != (row["pkt_dstaddr"] == address):
                legs["L1"] += int(row["bytes"])
            elif (row["srcaddr"] == address) != (row["pkt_srcaddr"] == address):
                legs["L4"] += int(row["bytes"])
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert truth["counted_bytes"] == legs["L1"] + legs["L4"] > 0
    # A second wish for the same leaves everything as it is.
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert generate(wish, tmp_path, workers=1) == held
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
