"""Remotes are named by the ladder of evidence, exactly as a look at every prefix with `ipaddress` would name them."""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_addresses import PRIVATE
from test_enrich_ip_ranges import Entry, blocks, entries, naive

from nat_attrib import duck as engine
from nat_attrib import enrich, sqlfiles
from nat_attrib.enrich.intervals import flatten, to_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nat_attrib.duck import Duck

AS_OF = "2026-08-22T15:17:05"
Key = tuple[str | None, str | None, str | None, str | None]
"""Region, VPC, address, owner, pkt-*-aws-service."""


class Name(NamedTuple):
    service: str | None
    service_region: str | None
    hostname: str | None
    evidence: str
    served_by: str


@pytest.fixture(scope="module")
def module_tables() -> Iterator[Duck]:
    duck = engine.connect()
    macros = [name for name in sqlfiles.names("macros") if not name.startswith("macros/9")]
    for name in (*sqlfiles.names("schema"), *macros, "views/10_inventory_item"):
        duck.run(name)
    duck.execute(
        "create temp table remote_to_name"
        " (region varchar, remote_ip varchar, owner varchar, aws_service varchar,"
        " ip_ranges_as_of timestamp)"
    )
    yield duck
    duck.close()


@pytest.fixture
def tables(module_tables: Duck) -> Duck:
    return emptied(module_tables)


def emptied(duck: Duck) -> Duck:
    for table in ("remote_name", "remote_to_name", "ip_range", "inventory_resource", "meta"):
        duck.execute(f"delete from {table}")
    spread_lists(duck)
    return duck


def spread_lists(duck: Duck) -> None:
    """Do what `spread` does, of prefix lists alone: no test here puts anything else."""
    for name in sqlfiles.names("stages/inventory/spread"):
        if "told_item" in name or "prefix_list" in name:
            duck.run(name)


def put_ranges(duck: Duck, found: Sequence[Entry], as_of: str = AS_OF) -> None:
    with duck.frame("ip_range_read", to_frame(flatten(blocks(found)))):
        duck.run("stages/enrich/ip_range_replace", as_of=as_of, source="test")


def put_list(duck: Duck, name: str, *cidrs: str, gone_at: str | None = None) -> None:
    """A prefix list as DescribePrefixLists shows it."""
    content = {"PrefixListId": f"pl-{name}", "PrefixListName": name, "Cidrs": list(cidrs)}
    duck.execute(
        "insert into inventory_resource values ('111122223333', $region, 'prefix_list', $id,"
        " '2026-11-16'::timestamp, '2026-11-17'::timestamp, $gone_at::timestamp, $content::json)",
        region=name.removeprefix("cn.").split(".")[2],
        id=f"pl-{name}",
        gone_at=gone_at,
        content=json.dumps(content),
    )
    spread_lists(duck)


def named(duck: Duck, *keys: Key, as_of: str | None = None) -> list[Name]:
    """The names of `keys`, in their order, by the ip-ranges of that date (the newest unless told)."""
    if as_of is None:
        as_of = duck.row("select max(as_of) from ip_range")[0]
    duck.execute("delete from remote_to_name")
    rows = [[*key, as_of] for key in keys]
    duck.connection.executemany("insert into remote_to_name values (?, ?, ?, ?, ?)", rows)
    enrich.name_remotes(duck)
    found = {
        tuple(row[:4]): Name(*row[4:])
        for row in duck.rows(
            "select region, remote_ip, owner, aws_service,"
            " service, service_region, hostname, evidence, served_by from remote_name"
            " where ip_ranges_as_of is not distinct from $as_of::timestamp",
            as_of=as_of,
        )
    }
    return [found[key] for key in keys]


def name(duck: Duck, address: str | None, region: str | None = "us-east-1", code: str | None = None) -> Name:
    return named(duck, (region, address, None, code))[0]


RANGES: list[Entry] = [
    ("52.216.0.0/15", "AMAZON", "us-east-1"),
    ("52.216.0.0/15", "S3", "us-east-1"),
    ("52.92.128.0/17", "S3", "us-west-2"),
    ("3.208.0.0/12", "EC2", "us-east-1"),
    ("3.208.0.0/12", "AMAZON", "us-east-1"),
    ("3.218.180.0/22", "DYNAMODB", "us-east-1"),
    ("52.94.0.0/24", "AMAZON", "us-east-1"),
    ("52.95.0.0/24", "AMAZON", "eu-west-1"),
    ("52.96.0.0/24", "AMAZON", "GLOBAL"),
    ("13.248.224.0/24", "S3", "GLOBAL"),
    ("108.156.0.0/14", "CLOUDFRONT", "GLOBAL"),
    ("54.228.16.0/26", "ROUTE53_HEALTHCHECKS", "us-east-1"),
    ("44.192.134.240/28", "API_GATEWAY", "us-east-1"),
    ("2600:1fa0:8000::/39", "S3", "us-east-1"),
]


NAMES: dict[str | None, Name] = {
    "52.216.1.1": Name("s3", "us-east-1", None, "ip_ranges", "gateway_endpoint"),
    "52.92.128.1": Name("s3", "us-west-2", None, "ip_ranges", "nat_only"),
    "13.248.224.1": Name("s3", "GLOBAL", None, "ip_ranges", "unknown"),
    "3.218.180.1": Name("dynamodb", "us-east-1", None, "ip_ranges", "gateway_endpoint"),
    "3.208.0.1": Name("EC2", "us-east-1", None, "ip_ranges", "unknown"),
    "52.94.0.1": Name("AMAZON", "us-east-1", None, "ip_ranges", "unknown"),
    "52.95.0.1": Name("AMAZON", "eu-west-1", None, "ip_ranges", "nat_only"),
    "52.96.0.1": Name("AMAZON", "GLOBAL", None, "ip_ranges", "unknown"),
    "108.156.0.1": Name("CLOUDFRONT", "GLOBAL", None, "ip_ranges", "nat_only"),
    "54.228.16.1": Name("ROUTE53_HEALTHCHECKS", "us-east-1", None, "ip_ranges", "nat_only"),
    "44.192.134.241": Name("API_GATEWAY", "us-east-1", None, "ip_ranges", "unknown"),
    "2600:1fa0:8000::1": Name("s3", "us-east-1", None, "ip_ranges", "gateway_endpoint"),
    "198.51.100.7": Name("internet", None, None, "none", "nat_only"),
    "2001:db8::1": Name("internet", None, None, "none", "nat_only"),
    "10.1.2.3": Name("private", None, None, "none", "private_path"),
    "100.64.0.1": Name("private", None, None, "none", "private_path"),
    "fd00::1": Name("private", None, None, "none", "private_path"),
    # NAT64: named by the IPv4 inside, served as routed.
    "64:ff9b::52.216.1.1": Name("s3", "us-east-1", None, "ip_ranges", "nat_only"),
    "64:ff9b::34d8:101": Name("s3", "us-east-1", None, "ip_ranges", "nat_only"),
    "64:ff9b::52.94.0.1": Name("AMAZON", "us-east-1", None, "ip_ranges", "unknown"),
    "64:ff9b::198.51.100.7": Name("internet", None, None, "none", "nat_only"),
    "64:ff9b::10.1.2.3": Name("private", None, None, "none", "private_path"),
    # A v2 log of the gateway's own interface does not tell the remote.
    None: Name(None, None, None, "none", "unknown"),
    "not an address": Name(None, None, None, "none", "unknown"),
}


def test_addresses_are_named_by_ip_ranges_alone(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    found = named(tables, *(("us-east-1", address, None, None) for address in NAMES))
    assert dict(zip(NAMES, found, strict=True)) == NAMES


def test_the_region_is_the_clients(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    assert name(tables, "52.92.128.1", "us-west-2").served_by == "gateway_endpoint"
    assert name(tables, "52.216.1.1", "us-west-2") == Name("s3", "us-east-1", None, "ip_ranges", "nat_only")
    assert name(tables, "52.216.1.1", None) == Name("s3", "us-east-1", None, "ip_ranges", "unknown")
    assert name(tables, "52.95.0.1", "eu-west-1").served_by == "unknown"


def test_the_regions_prefix_list_decides_what_a_gateway_endpoint_takes(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    put_list(tables, "com.amazonaws.us-east-1.s3", "52.216.0.0/16", "203.0.113.0/24")
    listed = Name("s3", "us-east-1", None, "prefix_list", "gateway_endpoint")
    assert name(tables, "52.216.1.1") == listed
    # In the list though in no ip-ranges.json: the route takes it.
    assert name(tables, "203.0.113.1") == listed
    # S3 of the region that is not in its list stays on NAT.
    assert name(tables, "52.217.1.1") == Name("s3", "us-east-1", None, "ip_ranges", "unknown")
    # The list says nothing of DynamoDB, of IPv6 or of another region.
    assert name(tables, "3.218.180.1").served_by == "gateway_endpoint"
    assert name(tables, "2600:1fa0:8000::1").served_by == "gateway_endpoint"
    assert name(tables, "52.92.128.1", "us-west-2").served_by == "gateway_endpoint"
    assert name(tables, "203.0.113.1", "us-west-2") == Name("internet", None, None, "none", "nat_only")
    # Behind NAT64 the route does not match.
    assert name(tables, "64:ff9b::52.216.1.1") == Name("s3", "us-east-1", None, "prefix_list", "nat_only")


def test_every_kind_of_gateway_list_is_known_by_its_name(tables: Duck) -> None:
    put_list(tables, "com.amazonaws.us-east-1.dynamodb", "192.0.2.0/28")
    put_list(tables, "com.amazonaws.us-east-1.s3express", "192.0.2.16/28")
    put_list(tables, "com.amazonaws.us-east-1.ipv6.s3", "2001:db8::/32")
    put_list(tables, "cn.com.amazonaws.cn-north-1.s3", "192.0.2.32/28")
    put_list(tables, "com.amazonaws.us-east-1.vpc-lattice", "192.0.2.48/28")
    put_list(tables, "com.amazonaws.global.cloudfront.origin-facing", "192.0.2.64/28")
    put_list(tables, "com.amazonaws.us-east-1.s3-old", "192.0.2.80/28")
    expected = {
        "192.0.2.1": "dynamodb",
        "192.0.2.17": "s3express",
        "2001:db8::9": "s3",
        "192.0.2.33": "internet",
        "192.0.2.49": "internet",
        "192.0.2.65": "internet",
        "192.0.2.81": "internet",
    }
    found = named(tables, *(("us-east-1", address, None, None) for address in expected))
    assert {address: name.service for address, name in zip(expected, found, strict=True)} == expected
    assert name(tables, "192.0.2.33", "cn-north-1").served_by == "gateway_endpoint"


def test_a_list_that_is_gone_counts_no_more(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    put_list(tables, "com.amazonaws.us-east-1.s3", "203.0.113.0/24", gone_at="2026-11-17")
    assert name(tables, "203.0.113.1").service == "internet"
    assert name(tables, "52.217.1.1").served_by == "gateway_endpoint"


def test_our_own_address_comes_first(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    put_list(tables, "com.amazonaws.us-east-1.s3", "52.216.0.0/16")
    own = Name("own", None, "alb-orders", "inventory", "own_path")
    keys: list[Key] = [("us-east-1", ip, "alb-orders", "EC2") for ip in ("52.216.1.1", "10.0.0.1", "3.208.0.1")]
    assert named(tables, *keys) == [own] * 3
    # The same address was somebody else's at another time.
    assert name(tables, "52.216.1.1").service == "s3"


def test_the_flow_logs_word_counts_where_nothing_else_knows(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    new = "198.51.100.7"
    assert name(tables, new, code="S3") == Name("s3", None, None, "flow_log", "unknown")
    assert name(tables, new, code="DYNAMODB") == Name("dynamodb", None, None, "flow_log", "unknown")
    assert name(tables, new, code="AMAZON") == Name("AMAZON", None, None, "flow_log", "unknown")
    assert name(tables, new, code="CLOUDFRONT") == Name("CLOUDFRONT", None, None, "flow_log", "nat_only")
    assert name(tables, new, code="-") == Name("internet", None, None, "none", "nat_only")
    assert name(tables, "52.94.0.1", code="S3").service == "AMAZON"
    assert name(tables, "10.0.0.1", code="EC2").service == "private"
    assert name(tables, f"64:ff9b::{new}", code="S3") == Name("s3", None, None, "flow_log", "nat_only")


def test_without_reference_data_only_the_records_speak(tables: Duck) -> None:
    assert name(tables, "52.216.1.1") == Name("internet", None, None, "none", "nat_only")
    assert name(tables, "52.216.1.1", code="S3").evidence == "flow_log"


def test_twice_equals_once_and_numbers_follow_the_keys(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    keys: list[Key] = [
        ("us-east-1", None, None, None),
        ("us-east-1", "52.94.0.1", None, None),
        ("us-east-1", "52.94.0.2", None, None),
        (None, "52.94.0.1", None, None),
        ("us-east-1", "52.94.0.1", None, "AMAZON"),
    ]
    named(tables, *keys, *keys)
    once = tables.rows("from remote_name order by remote_name_id")
    assert [row[0] for row in once] == [1, 2, 3, 4, 5]
    named(tables, *reversed(keys))
    assert tables.rows("from remote_name order by remote_name_id") == once
    name(tables, "52.95.0.1")
    assert tables.row("select max(remote_name_id), count(*) from remote_name") == (6, 6)
    tables.execute("delete from remote_name")
    named(tables, *reversed(keys))
    assert tables.rows("from remote_name order by remote_name_id") == once


def test_newer_reference_data_renames_in_place(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    keys: list[Key] = [
        ("us-east-1", "198.51.100.7", None, None),
        ("us-east-1", "52.217.1.1", None, None),
        ("us-east-1", "52.94.0.1", "nlb-pay", None),
        ("us-east-1", None, None, None),
    ]
    before = named(tables, *keys)
    numbers = tables.rows("select remote_name_id, remote_ip from remote_name order by 1")
    assert enrich.rename_remotes(tables) == 0
    put_ranges(tables, [*RANGES, ("198.51.100.0/24", "DYNAMODB", "us-east-1")])
    put_list(tables, "com.amazonaws.us-east-1.s3", "52.216.0.0/16")
    assert enrich.rename_remotes(tables) == 2
    assert named(tables, *keys) == [
        Name("dynamodb", "us-east-1", None, "ip_ranges", "gateway_endpoint"),
        Name("s3", "us-east-1", None, "ip_ranges", "unknown"),
        *before[2:],
    ]
    assert tables.rows("select remote_name_id, remote_ip from remote_name order by 1") == numbers


def test_dated_files_name_side_by_side(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    put_ranges(tables, [("52.94.0.0/24", "EC2", "us-west-2")], as_of="2026-10-01T00:00:00")
    key: Key = ("us-east-1", "52.94.0.1", None, None)
    assert named(tables, key, as_of=AS_OF)[0].service == "AMAZON"
    assert named(tables, key)[0] == Name("EC2", "us-west-2", None, "ip_ranges", "nat_only")
    assert tables.row("select count(*) from remote_name")[0] == 2
    assert enrich.rename_remotes(tables) == 0


def test_naming_leaves_no_tables_behind_and_fits_into_a_transaction(tables: Duck) -> None:
    put_ranges(tables, RANGES)
    with tables.transaction():
        name(tables, "52.216.1.1")
        enrich.rename_remotes(tables)
    assert tables.rows("select table_name from duckdb_tables() where temporary") == [("remote_to_name",)]


# The rules once more, by looking at every prefix.

REGIONS = ["us-east-1", "eu-west-1", None]
EDGE = {"CLOUDFRONT", "CLOUDFRONT_ORIGIN_FACING", "GLOBALACCELERATOR"}
Lists = list[tuple[str, str, str]]
"""Region, service, CIDR."""


def expected(ranges: list[Entry], lists: Lists, key: Key) -> Name:
    region, text, owner, code = key
    if owner:
        return Name("own", None, owner, "inventory", "own_path")
    assert text is not None
    routed = ipaddress.ip_address(text)
    is_nat64 = routed.version == 6 and routed in ipaddress.ip_network("64:ff9b::/96")
    address = ipaddress.ip_address(int(routed) & 0xFFFFFFFF) if is_nat64 else routed
    mine = [(service, ipaddress.ip_network(cidr)) for at, service, cidr in lists if at == region]
    mine = [(service, net) for service, net in mine if net.version == address.version]
    hits = [service for service in ("s3", "dynamodb") if any(s == service and address in net for s, net in mine)]
    around = naive(ranges, address.version, int(address))
    known = {service for service, _ in mine}
    estimated = around is not None and any(
        f"{service.upper()}/{region}" in around[2] and service not in known for service in ("s3", "dynamodb")
    )
    is_taken = not is_nat64 and (bool(hits) or estimated)
    if hits:
        return Name(hits[0], region, None, "prefix_list", "gateway_endpoint" if is_taken else "nat_only")
    if around is not None:
        return Name(
            _short(around[0]),
            around[1],
            None,
            "ip_ranges",
            _served(around, region, is_taken=is_taken, is_nat64=is_nat64),
        )
    if any(address.version == net.version and address in net for net in PRIVATE):
        return Name("private", None, None, "none", "private_path")
    if code:
        is_nat_only = code in EDGE or (is_nat64 and code in ("S3", "DYNAMODB"))
        return Name(_short(code), None, None, "flow_log", "nat_only" if is_nat_only else "unknown")
    return Name("internet", None, None, "none", "nat_only")


def _short(code: str) -> str:
    return code.lower() if code in ("S3", "DYNAMODB") else code


def _served(around: tuple[str, str, tuple[str, ...]], region: str | None, *, is_taken: bool, is_nat64: bool) -> str:
    code, code_region, _ = around
    if is_taken:
        return "gateway_endpoint"
    elsewhere = region is not None and code_region not in (region, "GLOBAL")
    return "nat_only" if code in EDGE or elsewhere or (is_nat64 and code in ("S3", "DYNAMODB")) else "unknown"


def at_the_edges(cidr: str) -> Iterator[str]:
    """Addresses just inside and outside a block; the IPv4 ones also behind NAT64."""
    net = ipaddress.ip_network(cidr)
    kind = type(net[0])
    for number in (int(net[0]) - 1, int(net[0]), int(net[-1]), int(net[-1]) + 1):
        if 0 <= number < 2**net.max_prefixlen:
            yield str(kind(number))
            if net.version == 4:
                yield f"64:ff9b::{kind(number)}"


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Entry], Lists, list[Key]]:
    ranges, listed = draw(entries(at_least=6)), draw(entries(at_least=2))
    lists = [
        (region, draw(st.sampled_from(["s3", "s3", "dynamodb"])), cidr)
        for cidr, _, region in listed
        if region != "GLOBAL"
    ]
    text = st.sampled_from(sorted({text for cidr, *_ in (*ranges, *listed) for text in at_the_edges(cidr)}))
    key = st.tuples(
        st.sampled_from(REGIONS),
        text,
        st.sampled_from([None, None, None, "ours"]),
        st.sampled_from([None, None, "S3", "AMAZON", "CLOUDFRONT"]),
    )
    return ranges, lists, draw(st.lists(key, min_size=20, max_size=60, unique=True))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds())
def test_names_are_those_of_looking_at_every_prefix(
    module_tables: Duck, world: tuple[list[Entry], Lists, list[Key]]
) -> None:
    ranges, lists, keys = world
    duck = emptied(module_tables)
    put_ranges(duck, ranges)
    for region, service in sorted({(region, service) for region, service, _ in lists}):
        cidrs = sorted({cidr for at, of, cidr in lists if (at, of) == (region, service)})
        put_list(duck, f"com.amazonaws.{region}.{service}", *cidrs)
    assert named(duck, *keys) == [expected(ranges, lists, key) for key in keys]
