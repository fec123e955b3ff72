"""The pass over the clients' records, by hand: where a route table leads, whose record it is, what does not count."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nat_attrib import duck as engine
from nat_attrib.attribute.chosen import choose_logs
from nat_attrib.attribute.hours import mark_dirty
from nat_attrib.ingest import context
from nat_attrib.ingest.fields import KNOWN, READ
from nat_attrib.ingest.inspect import Format
from nat_attrib.ingest.passes import read_records
from nat_attrib.inventory import spread
from tests.network_rows import ACCOUNT, REGION, endpoint, nat, put, spread_put, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

BASE = 1_794_819_600
"""2026-11-16 09:00 UTC."""
C, C6 = "10.0.16.5", "2600:1f18:4a3c:b110::5"
VERSION = {number: tuple(field.name for field in READ if field.version <= number) for number in (2, 3, 5, 11)}
OUT = {"srcaddr": C, "dstaddr": "203.0.113.9", "srcport": 40000, "dstport": 443}


def record(*, back: bool = False, **changes: Any) -> dict[str, Any]:
    """A record of a client's ENI: 60 seconds, 1000 bytes to 203.0.113.9, or back from there."""
    ends = {"srcaddr": "dstaddr", "dstaddr": "srcaddr", "srcport": "dstport", "dstport": "srcport"}
    made = {"flow_direction": "egress", "traffic_path": 1, **OUT, **changes}
    if back:
        turned = {name: made[ends[name]] for name in ends}
        made |= {"flow_direction": "ingress", "traffic_path": None, **turned}
    made = {"pkt_srcaddr": made["srcaddr"], "pkt_dstaddr": made["dstaddr"], **made}
    return {
        "interface_id": "eni-0c", "subnet_id": "subnet-a", "vpc_id": "vpc-1", "protocol": 6, "packets": 3,
        "bytes": 1000, "start": BASE, "end": BASE + 60, "action": "ACCEPT", "log_status": "OK", **made,
    }  # fmt: skip


@pytest.fixture(scope="module")
def net(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    """The network, for tests that leave it as it is."""
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("net") / "net.duckdb"))
    yield drawn(duck)
    duck.close()


@pytest.fixture
def changing_net(empty_store: Duck) -> Duck:
    """The network, for a test that changes it."""
    return drawn(empty_store)


def drawn(duck: Duck) -> Duck:
    """A VPC with two NAT gateways, and subnet-a, whose table is the VPC's main one and holds every kind of route."""
    put(duck, "vpc", {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"})
    cidr6 = [{"Ipv6CidrBlock": "2600:1f18:4a3c:b110::/64", "Ipv6CidrBlockState": {"State": "associated"}}]
    put(duck, "subnet", {
        "SubnetId": "subnet-a", "VpcId": "vpc-1", "CidrBlock": "10.0.16.0/20", "Ipv6CidrBlockAssociationSet": cidr6,
    })  # fmt: skip
    put(duck, "subnet", {"SubnetId": "subnet-public", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24"})
    put(duck, "network_interface", {"NetworkInterfaceId": "eni-0c", "VpcId": "vpc-1", "SubnetId": "subnet-a"})
    address = {"NetworkInterfaceId": "eni-nat-a", "PrivateIp": "10.0.0.9", "PublicIp": "203.0.113.250"}
    nat(duck, "nat-a", "subnet-public", "use1-az1", NatGatewayAddresses=[address])
    nat(duck, "nat-b", "subnet-public", "use1-az1")
    main = table("rtb-main", {
        "10.0.0.0/16": "local", "0.0.0.0/0": "nat-a", "10.0.0.0/8": "tgw-1", "172.31.0.0/16": "pcx-1",
        "52.95.161.0/24": "nat-b", "3.5.0.0/16": "nat-b", "198.18.0.0/15": "nat-gone",
        "64:ff9b::/96": "nat-a", "::/0": "eigw-1", "2600:1f18:4a3c:b100::/56": "local",
    }, [])  # fmt: skip
    for route in main["Routes"]:
        if route.get("NatGatewayId") == "nat-gone":
            route["State"] = "blackhole"
    main["Routes"] += [
        {"DestinationPrefixListId": "pl-s3", "GatewayId": "vpce-1", "State": "active"},
        {"DestinationPrefixListId": "pl-partners", "NatGatewayId": "nat-b", "State": "active"},
        {"DestinationCidrBlock": "192.168.0.0/16", "GatewayId": "vgw-1", "State": "active",
         "Origin": "EnableVgwRoutePropagation"},
    ]  # fmt: skip
    main["Associations"] = [{"Main": True, "AssociationState": {"State": "associated"}}]
    put(duck, "route_table", main)
    public = table("rtb-public", {"10.0.0.0/16": "local", "0.0.0.0/0": "igw-1"}, ["subnet-public"])
    put(duck, "route_table", public)
    for name, cidrs in {"pl-s3": ["52.95.160.0/22", "3.5.0.0/16"], "pl-partners": ["203.0.112.0/24"]}.items():
        put(duck, "prefix_list", {"PrefixListId": name, "PrefixListName": name, "Cidrs": cidrs})
    spread_put(duck)
    duck.run("stages/ingest/recognised")
    return duck


@cache
def known(duck: Duck) -> context.Context:
    """Return the context of the network; making it takes longer than all else."""
    found = context.current(duck)
    assert context.Context.from_json(found.to_json()) == found
    return found


def reduced(
    duck: Duck,
    records: list[dict[str, Any]],
    version: int = 5,
    now: context.Context | None = None,
    flow_log_id: str = "fl-1",
) -> list[dict[str, Any]]:
    """Return the candidates of the records, as a log of that version shows them."""
    names = VERSION[version]
    kinds = {field.name: pl.Int64 if field.is_number else pl.String for field in READ}
    shown = [{name: row.get(name) if name in names else None for name in kinds} for row in records]
    told = pl.DataFrame({
        "path": ["a"], "log_number": [0], "flow_log_id": [flow_log_id], "account_id": [ACCOUNT], "region": [REGION],
    }).cast({"log_number": pl.Int32})  # fmt: skip
    found = Format("parquet", tuple((name, "int64" if KNOWN[name].is_number else "text") for name in names))
    duck.run("stages/ingest/reduced")
    frame = pl.DataFrame(shown, schema=kinds).with_columns(object_path=pl.lit("a"))
    now = now or known(duck)
    with now.tables(duck), duck.frame("record", frame), duck.frame("object", told):
        read_records(duck, found)
    return duck.dicts("from reduced_flow_hour order by all")


def led(duck: Duck, *remotes: str, version: int = 5, **changes: Any) -> dict[str, str]:
    """Return where the remotes are led: the gateway by remote, those through none left out."""
    rows = reduced(duck, [record(dstaddr=remote, **changes) for remote in remotes], version)
    return {row["remote_ip"]: row["nat_gateway_id"] for row in rows}


def test_the_longest_prefix_of_the_main_table_leads(net: Duck) -> None:
    by_default, on_premises, own = "203.0.113.9", "10.200.1.2", "10.0.5.5"
    in_list, longer_than_list, same_as_list = "52.95.160.20", "52.95.161.7", "3.5.1.1"
    peer, propagated, dead, partner = "172.31.0.9", "192.168.7.7", "198.18.0.1", "203.0.112.77"
    others = [on_premises, own, in_list, peer, propagated, dead]
    assert led(net, by_default, longer_than_list, same_as_list, partner, *others) == {
        by_default: "nat-a", longer_than_list: "nat-b", same_as_list: "nat-b", partner: "nat-b",
    }  # fmt: skip


def test_nat64_goes_to_the_gateway_and_the_rest_of_ipv6_does_not(net: Duck) -> None:
    nat64, plain6 = "64:ff9b::cb00:7109", "2001:db8:77::1"
    for version in (2, 5):
        rows = reduced(net, [
            record(srcaddr=C6, dstaddr=nat64), record(srcaddr=C6, dstaddr=nat64, back=True, bytes=70_020),
            record(srcaddr=C6, dstaddr=plain6),
        ], version)  # fmt: skip
        told = [(row["client_ip"], row["remote_ip"], row["bytes_out"], row["bytes_in"]) for row in rows]
        assert sorted(told) == [(C6, nat64, 0, 70_020), (C6, nat64, 1000, 0)]


def test_a_private_gateway_takes_what_its_route_names(changing_net: Duck) -> None:
    nat(changing_net, "nat-private", "subnet-a", "use1-az1", ConnectivityType="private")
    put(changing_net, "subnet", {"SubnetId": "subnet-b", "VpcId": "vpc-1", "CidrBlock": "10.0.32.0/20"})
    routes = {"10.0.0.0/16": "local", "172.16.0.0/12": "nat-private"}
    put(changing_net, "route_table", table("rtb-b", routes, ["subnet-b"]))
    spread_put(changing_net)
    assert led(changing_net, "172.16.9.4", "10.0.16.5", "203.0.113.9", subnet_id="subnet-b", srcaddr="10.0.32.5") == {
        "172.16.9.4": "nat-private"
    }


def test_a_secondary_address_is_the_client_where_the_log_has_packet_addresses(net: Duck) -> None:
    out = record(pkt_srcaddr="10.0.16.99", bytes=600)
    back = {**record(back=True, bytes=7000), "pkt_dstaddr": "10.0.16.99"}
    told = {version: reduced(net, [out, back], version) for version in (2, 5)}
    assert {row["client_ip"] for row in told[5]} == {"10.0.16.99"}
    # Version 2 shows the ENI's primary address alone.
    assert {row["client_ip"] for row in told[2]} == {C}
    for rows in told.values():
        assert (sum(row["bytes_out"] for row in rows), sum(row["bytes_in"] for row in rows)) == (600, 7000)


def test_behind_a_transit_gateway_its_interface_in_the_egress_vpc_tells_the_spokes_client(net: Duck) -> None:
    own, spoke = "10.0.16.200", "10.77.3.4"
    rows = reduced(net, [
        record(srcaddr=own, pkt_srcaddr=spoke, interface_id="eni-0tgw"),
        {**record(srcaddr=own, back=True, interface_id="eni-0tgw", bytes=9000), "pkt_dstaddr": spoke},
    ])  # fmt: skip
    assert [(row["client_ip"], row["nat_gateway_id"], row["bytes_out"], row["bytes_in"]) for row in rows] == [
        (spoke, "nat-a", 0, 9000), (spoke, "nat-a", 1000, 0),
    ]  # fmt: skip


def test_a_path_past_the_gateways_is_no_nat(net: Duck) -> None:
    paths = [None, *range(1, 9)]
    rows = reduced(net, [record(dstaddr=f"203.0.113.{path or 9}", traffic_path=path) for path in paths])
    assert {row["remote_ip"] for row in rows} == {"203.0.113.9", "203.0.113.1"}


def test_who_opened_the_connection_shows_in_the_ports(net: Duck) -> None:
    opened = [record(), record(back=True), record(srcport=123, dstport=123, protocol=17), record(srcport=0, dstport=0)]
    came_in = [record(srcport=443, dstport=50_000, bytes=77), record(srcport=443, dstport=50_000, back=True, bytes=5)]
    rows = reduced(net, [*opened, *came_in])
    assert sum(row["bytes_out"] + row["bytes_in"] for row in rows) == 4000
    logs = net.dicts("from reduced_log_hour")
    assert [(row["capture"], row["interface_id"], row["inbound_bytes"], row["l1_bytes"]) for row in logs] == [
        ("route", "eni-0c", 82, 3000)
    ]


def test_another_next_hop_overrules_the_route_table(net: Duck) -> None:
    def hop(interface: str | None, kind: str | None, remote: str) -> dict[str, Any]:
        return record(dstaddr=remote, next_hop_interface_id=interface, next_hop_interface_type=kind)

    rows = reduced(net, [
        hop("eni-nat-b", "nat_gateway", "203.0.113.1"),
        hop("eni-0unknown", "nat_gateway", "203.0.113.2"),
        hop(None, "regional_nat_gateway", "203.0.113.3"),
        hop("eni-0regional", "regional_nat_gateway", "203.0.113.9"),
        hop("eni-nat-b", "regional_nat_gateway", "203.0.113.10"),
        hop("eni-0regional", "regional_nat_gateway", "10.9.9.9"),
        hop(None, "transit_gateway", "203.0.113.4"),
        hop("eni-0fw", "vpc_endpoint", "203.0.113.5"),
        hop(None, None, "203.0.113.6"),
        record(back=True, dstaddr="203.0.113.7", next_hop_interface_id="eni-0lb", next_hop_interface_type="-"),
        record(back=True, dstaddr="203.0.113.8"),
    ], 11)  # fmt: skip
    assert {(row["remote_ip"], row["nat_gateway_id"], row["capture"]) for row in rows} == {
        ("203.0.113.1", "nat-b", "next_hop"),
        ("203.0.113.2", "eni-0unknown", "next_hop"),
        ("203.0.113.3", "nat-a", "next_hop"),
        ("203.0.113.9", "nat-a", "next_hop"),
        ("203.0.113.10", "nat-b", "next_hop"),
        ("203.0.113.6", "nat-a", "route"),
        ("203.0.113.8", "nat-a", "reply"),
    }


def test_what_cannot_be_used_is_counted(net: Duck) -> None:
    rows = reduced(net, [record(bytes=-5), record(bytes=10**15), record(end=BASE + 10**6), record()])
    assert [row["bytes_out"] for row in rows] == [1000]
    assert net.rows("from bad_record") == [("a", 3)]


def test_each_record_that_cannot_be_used_is_counted_once_whoever_looks_at_it(changing_net: Duck) -> None:
    """An endpoint's ENI in a subnet that leads to NAT is looked at with the clients and beside NAT."""
    address = {"PrivateIpAddress": "10.0.16.77", "Primary": True}
    place = {"NetworkInterfaceId": "eni-0e", "VpcId": "vpc-1", "SubnetId": "subnet-a", "PrivateIpAddresses": [address]}
    put(changing_net, "network_interface", place)
    put(changing_net, "vpc_endpoint", endpoint("vpce-9", "sqs", NetworkInterfaceIds=["eni-0e"]))
    spread_put(changing_net)
    timeless = {"start": None, "end": None}
    to_client = {"interface_id": "eni-0e", "srcaddr": "10.0.16.77", "dstaddr": C}
    bad = [
        record(**to_client, **timeless),
        record(**to_client, bytes=-5),
        record(**timeless),
        record(back=True, **timeless),
        record(traffic_path=8, **timeless),
        record(traffic_path=8, bytes=-5),
        record(bytes=-5),
    ]
    fine = [record(), record(**to_client), record(action="REJECT", bytes=-5), record(action="REJECT")]
    rows = reduced(changing_net, [*bad, *fine], now=context.current(changing_net))
    assert sum(row["bytes_out"] for row in rows) == 1000
    assert changing_net.rows("select object_path, sum(records) from bad_record group by all") == [("a", len(bad))]


def test_a_place_that_nobody_knows_is_noted(net: Duck) -> None:
    assert reduced(net, [record(subnet_id="subnet-new"), record(interface_id="eni-0nat", subnet_id="subnet-a")])
    assert net.rows("from reduced_unknown_place") == [("subnet-new",)]
    reduced(net, [record(interface_id="eni-0new"), record()], 2)
    assert net.rows("from reduced_unknown_place") == [("eni-0new",)]


def changed(duck: Duck, at: str, **routes: str) -> None:
    """Let the main table have led elsewhere since a time, as a later snapshot saw it."""
    (item,) = duck.rows("select content from inventory_resource where resource_id = 'rtb-main'")[0]
    later = json.loads(item)
    for route in later["Routes"]:
        target = routes.get(str(route.get("NatGatewayId")))
        if target:
            route["NatGatewayId"] = target
    duck.execute("update inventory_resource set gone_at = $at::timestamp where resource_id = 'rtb-main'", at=at)
    duck.execute(
        "insert into inventory_resource "
        "values ($account, $region, 'route_table', 'rtb-main', $at::timestamp, '2026-12-01', null, $item)",
        account=ACCOUNT,
        region=REGION,
        at=at,
        item=json.dumps(later),
    )
    spread(duck)


def by_hour(duck: Duck) -> list[tuple[int, str]]:
    hours = [record(start=BASE + 3600 * hour, end=BASE + 3600 * hour + 60) for hour in range(4)]
    rows = reduced(duck, hours, now=context.current(duck))
    return [(row["hour"].hour, row["nat_gateway_id"]) for row in rows]


def test_a_route_holds_until_a_snapshot_shows_another(changing_net: Duck) -> None:
    before = context.current(changing_net)
    changed(changing_net, "2026-11-16 11:20", **{"nat-a": "nat-b"})
    assert by_hour(changing_net) == [(9, "nat-a"), (10, "nat-a"), (11, "nat-b"), (12, "nat-b")]
    now = context.current(changing_net)

    def outgrown(newest: str | None) -> bool:
        return now.outgrows(before.to_json(), accounts={ACCOUNT}, regions={REGION}, newest=newest)

    assert not outgrown("2026-11-16T10:00:00")
    assert outgrown("2026-11-16T12:00:00")
    assert outgrown(None)


def test_a_deleted_gateway_took_bytes_until_it_was_deleted(changing_net: Duck) -> None:
    nat(changing_net, "nat-a", "subnet-public", "use1-az1", State="deleted", CreateTime="2026-11-16T10:30:00Z",
        DeleteTime="2026-11-16T11:40:00Z")  # fmt: skip
    spread_put(changing_net)
    # In whole hours: those in which it was made and deleted hold its bytes too.
    assert by_hour(changing_net) == [(10, "nat-a"), (11, "nat-a")]


def test_a_subnet_or_interface_that_becomes_known_is_read_again(net: Duck) -> None:
    now = known(net)
    then = replace(now, route_tables=(), subnets=(), interfaces=()).to_json()

    def outgrown(*unknown: str) -> bool:
        return now.outgrows(then, accounts={ACCOUNT}, regions={REGION}, newest=None, unknown=unknown)

    assert outgrown("subnet-a")
    assert outgrown("eni-0c")
    # No NAT gateway is behind these.
    assert not outgrown("subnet-public", "subnet-elsewhere")


def chosen(duck: Duck, parts: list[tuple[int, list[dict[str, Any]]]]) -> list[tuple[Any, ...]]:
    """Return what counts of records that were read in parts (version of the log, records), one after the other."""
    for name in ("flow_hour", "log_hour", "dirty_hour", "chosen_log", "gateway"):
        duck.execute(f"delete from {name}")
    for number, (version, records) in enumerate(part for part in parts if part[1]):
        reduced(duck, records, version, flow_log_id=f"fl-{version}")
        duck.execute("insert into flow_hour select $part, * from reduced_flow_hour", part=str(number))
        duck.execute("insert into log_hour select $part, * from reduced_log_hour", part=str(number))
    duck.execute("insert into dirty_hour select distinct hour from log_hour")
    mark_dirty(duck)
    choose_logs(duck, date(2026, 11, 16), date(2026, 11, 16))
    duck.run("stages/attribute/slot")
    return duck.rows(
        "select s.hour, s.nat_gateway_id, s.capture, f.client_ip, f.remote_ip, f.remote_port, "
        "sum(f.bytes_out)::bigint, sum(f.bytes_in)::bigint "
        "from chosen_flow f join chosen_slot s on s.slot_id = f.slot_id group by all order by all"
    )


def at_gateway(made: dict[str, Any], *, back: bool) -> dict[str, Any]:
    """Return what nat-a's own interface logs of a client's record."""
    own = {"dstaddr": "10.0.0.9"} if not back else {"srcaddr": "10.0.0.9"}
    return {**made, "interface_id": "eni-nat-a", "subnet_id": "subnet-public", **own}


def test_a_log_that_shows_the_gateway_counts_there_however_its_objects_are_split(net: Duck) -> None:
    at_client = record(start=BASE + 3500, end=BASE + 3700, bytes=2000)
    own = at_gateway(record(start=BASE + 3500, end=BASE + 3590, bytes=1980), back=False)
    together = chosen(net, [(5, [at_client, own])])
    assert [(row[2], row[6], row[7]) for row in together] == [("nat_eni", 1980, 0)]
    # The client's record reaches into the next hour, of which the gateway's own log tells nothing.
    assert chosen(net, [(5, [at_client]), (5, [own])]) == together
    assert chosen(net, [(5, [own]), (5, [at_client])]) == together


def test_replies_of_the_hour_in_which_the_route_changes_count_once_where_more_was_sent(net: Duck) -> None:
    """What comes back names no hop, and the hour is one sum: docs/numbers.md says so."""
    hops = [
        record(start=BASE + second, end=BASE + second + 60, bytes=size, next_hop_interface_type="nat_gateway",
            next_hop_interface_id=hop)
        for second, size, hop in ((0, 100, "eni-nat-a"), (1800, 300, "eni-nat-b"))
    ]  # fmt: skip
    back = [record(back=True, start=BASE + second, end=BASE + second + 60, bytes=size) for second, size in
        ((30, 5000), (1830, 7000))]  # fmt: skip
    found = chosen(net, [(11, [*hops, *back])])
    assert [(row[1], row[2], row[6], row[7]) for row in found] == [
        ("nat-a", "next_hop", 100, 0),
        ("nat-b", "next_hop", 300, 12_000),
    ]


@st.composite
def logged(draw: st.DrawFn) -> tuple[int, dict[str, Any]]:
    """Draw a record and its log's version: 5 on the whole VPC, 11 on the client, 3 on the gateway."""
    version = draw(st.sampled_from([5, 5, 11, 3]))
    back = draw(st.booleans())
    start = BASE + draw(st.integers(0, 3 * 3600))
    remote = draw(st.sampled_from(["203.0.113.1", "203.0.113.2", "203.0.112.9"]))
    times = {"start": start, "end": start + draw(st.sampled_from([0, 60, 600]))}
    made = record(back=back, dstaddr=remote, bytes=draw(st.integers(1, 1000)), **times)
    if version == 3 or (version == 5 and draw(st.booleans())):
        return version, at_gateway(made, back=back)
    if version == 11 and not back and draw(st.booleans()):
        hop = draw(st.sampled_from(["eni-nat-a", "eni-nat-b"]))
        made |= {"next_hop_interface_id": hop, "next_hop_interface_type": "nat_gateway"}
    return version, made


@given(data=st.data(), records=st.lists(logged(), min_size=1, max_size=28))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_split_and_any_order_of_the_records_counts_the_same(
    net: Duck, data: st.DataObject, records: list[tuple[int, dict[str, Any]]]
) -> None:
    whole = [(version, [made for log, made in records if log == version]) for version in (3, 5, 11)]
    mixed = data.draw(st.permutations(records))
    cut = data.draw(st.integers(0, len(mixed)))
    parts = [
        (version, [made for log, made in part if log == version])
        for part in (mixed[:cut], mixed[cut:])
        for version in data.draw(st.permutations([3, 5, 11]))
    ]
    assert chosen(net, parts) == chosen(net, whole)
