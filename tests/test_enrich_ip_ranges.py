"""ip-ranges.json flattens to what a look at every prefix says, and the shipped copy to AWS's own figures."""

from __future__ import annotations

import ipaddress
import json
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from conftest import shared
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nat_attrib import duck as engine
from nat_attrib import enrich, sqlfiles
from nat_attrib.enrich.intervals import Block, Interval, flatten
from nat_attrib.enrich.ip_ranges import download, parse, read_file
from nat_attrib.errors import NatAttribError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nat_attrib.duck import Duck

Entry = tuple[str, str, str]
"""Prefix, service, region."""

RANK = {"EC2": 1, "AMAZON": 2}


@st.composite
def entries(draw: st.DrawFn, at_least: int = 0) -> list[Entry]:
    """Prefixes that nest, touch and repeat, of both families."""
    found = []
    for _ in range(draw(st.integers(at_least, 14))):
        if draw(st.booleans()):
            address, length = (
                (52 << 24) + draw(st.integers(0, 31)) * 8,
                draw(st.sampled_from([6, 8, 24, 27, 28, 29, 31, 32])),
            )
            network = str(ipaddress.ip_network((address, length), strict=False))
        else:
            address, length = (
                (0x2600 << 112) + draw(st.integers(0, 7)),
                draw(st.sampled_from([0, 16, 64, 125, 126, 128])),
            )
            network = str(ipaddress.ip_network((ipaddress.IPv6Address(address), length), strict=False))
        service = draw(st.sampled_from(["AMAZON", "AMAZON", "EC2", "S3", "DYNAMODB", "CLOUDFRONT"]))
        found.append((network, service, draw(st.sampled_from(["us-east-1", "eu-west-1", "GLOBAL"]))))
    return found


def blocks(found: Sequence[Entry]) -> list[Block]:
    nets = [(ipaddress.ip_network(prefix), service, region) for prefix, service, region in found]
    return [Block(net.version, int(net[0]), int(net[-1]), service, region) for net, service, region in nets]


def naive(found: Sequence[Entry], family: int, number: int) -> tuple[str, str, tuple[str, ...]] | None:
    """Service, region and memberships by looking at every prefix, as the rules are written."""
    address = ipaddress.IPv4Address(number) if family == 4 else ipaddress.IPv6Address(number)
    around = [(ipaddress.ip_network(prefix), service, region) for prefix, service, region in found]
    around = [(net, service, region) for net, service, region in around if net.version == family and address in net]
    if not around:
        return None
    service = min((RANK.get(service, 0), -net.prefixlen, service) for net, service, _ in around)[2]
    longest = max(net.prefixlen for net, _, _ in around)
    region = min(
        (RANK.get(service, 0), service, region == "GLOBAL", region)
        for net, service, region in around
        if net.prefixlen == longest
    )[3]
    return service, region, tuple(sorted({f"{service}/{region}" for _, service, region in around}))


def at(intervals: Sequence[Interval], family: int, number: int) -> tuple[str, str, tuple[str, ...]] | None:
    hits = [i for i in intervals if i.family == family and i.first <= number <= i.last]
    assert len(hits) <= 1
    return (hits[0].service, hits[0].region, hits[0].memberships) if hits else None


@settings(max_examples=60, deadline=None)
@given(entries())
@example([("52.0.0.0/8", "AMAZON", "GLOBAL"), ("52.0.0.0/24", "S3", "us-east-1"), ("52.0.0.0/28", "EC2", "eu-west-1")])
@example([("::/0", "AMAZON", "GLOBAL"), ("2600::/16", "EC2", "us-east-1")])
def test_intervals_say_what_every_prefix_says(found: list[Entry]) -> None:
    intervals = flatten(blocks(found))
    for family, top in ((4, 2**32 - 1), (6, 2**128 - 1)):
        of_family = [block for block in blocks(found) if block.family == family]
        edges = {edge + near for block in of_family for edge in (block.first, block.last) for near in (-1, 0, 1)}
        for number in (edge for edge in edges if 0 <= edge <= top):
            assert at(intervals, family, number) == naive(found, family, number)


@settings(max_examples=40)
@given(entries())
def test_intervals_are_ordered_disjoint_and_as_few_as_possible(found: list[Entry]) -> None:
    intervals = flatten(blocks(found))
    for before, after in pairwise(intervals):
        assert (before.family, before.last) < (after.family, after.first)
        touching = before.family == after.family and before.last + 1 == after.first
        same = (before.service, before.region, before.memberships) == (after.service, after.region, after.memberships)
        assert not (touching and same)


@settings(max_examples=40)
@given(entries(), st.randoms())
def test_the_order_of_the_entries_is_irrelevant(found: list[Entry], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert flatten(blocks(shuffled + shuffled)) == flatten(blocks(found))


def document(*found: Entry, created: str = "2026-08-22-15-17-05") -> bytes:
    parts: dict[str, list[dict[str, str]]] = {"prefixes": [], "ipv6_prefixes": []}
    for prefix, service, region in found:
        part, key = ("ipv6_prefixes", "ipv6_prefix") if ":" in prefix else ("prefixes", "ip_prefix")
        parts[part].append({key: prefix, "region": region, "service": service, "network_border_group": region})
    return json.dumps({"syncToken": "1", "createDate": created, **parts}).encode()


@pytest.fixture
def tables() -> Iterator[Duck]:
    duck = engine.connect()
    for name in ("schema/010_meta", "schema/050_reference", *sqlfiles.names("macros")):
        if not name.startswith("macros/9"):
            duck.run(name)
    yield duck
    duck.close()


def test_a_file_replaces_its_own_date_and_no_other(tables: Duck, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_bytes(document(("192.0.2.0/24", "S3", "us-east-1"), created="2024-08-29-00-00-00"))
    new.write_bytes(document(("192.0.2.0/24", "EC2", "us-east-1"), ("2001:db8::/32", "S3", "us-east-1")))
    for path in (old, new, new, old):
        enrich.load_ip_ranges(tables, path)
    rows = tables.rows("select as_of::varchar, source, family, service from ip_range order by all")
    assert rows == [
        ("2024-08-29 00:00:00", str(old), 4, "S3"),
        ("2026-08-22 15:17:05", str(new), 4, "EC2"),
        ("2026-08-22 15:17:05", str(new), 6, "S3"),
    ]
    # The newest file is the one the report speaks of.
    assert tables.rows("select key, value from meta order by key") == [
        ("ip_ranges_as_of", "2026-08-22T15:17:05"),
        ("ip_ranges_source", str(new)),
    ]
    first, last = tables.row("select first_number, last_number from ip_range where family = 6")
    assert first == int(ipaddress.ip_address("2001:db8::"))
    assert last == first + 2**96 - 1


def test_the_shipped_table_stands_beside_a_newer_one_that_is_held(tables: Duck, tmp_path: Path) -> None:
    shipped = enrich.load_ip_ranges(tables)
    assert tables.row("select count(distinct as_of) from ip_range") == (1,)
    newer = tmp_path / "newer.json"
    newer.write_bytes(document(("192.0.2.0/24", "S3", "us-east-1"), created="2036-01-01-00-00-00"))
    enrich.load_ip_ranges(tables, newer)
    assert enrich.load_ip_ranges(tables) == shipped
    assert [as_of for as_of, _ in enrich.ip_ranges_files(tables)] == [shipped, datetime(2036, 1, 1)]
    assert tables.row("select value from meta where key = 'ip_ranges_source'") == (str(newer),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"<html>", "not a usable ip-ranges.json"),
        (b"[]", "not a usable ip-ranges.json"),
        (b"{}", "'createDate' is missing"),
        (b'{"createDate": "2026-08-22-15-17-05", "prefixes": []}', "'ipv6_prefixes' is missing"),
        (document(), "0 IPv4 prefixes, expected 1 or more"),
        (document(("192.0.2.1/24", "S3", "us-east-1")), "has host bits set"),
        (document(("192.0.2.0/24", "", "us-east-1")), "has no service or region"),
        (document(("192.0.2.0/24", "S3", "us-east-1"), created="yesterday"), "does not match format"),
        (document(("192.0.2.0/24", "S3", "us-east-1"))[:-30], "not a usable ip-ranges.json"),
    ],
)
def test_a_broken_file_is_a_sentence_and_changes_nothing(tables: Duck, tmp_path: Path, text: bytes, said: str) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(document(("192.0.2.0/24", "S3", "us-east-1")))
    bad.write_bytes(text)
    enrich.load_ip_ranges(tables, good)
    before = tables.rows("from ip_range"), tables.rows("from meta")
    with pytest.raises(NatAttribError, match=said) as error:
        enrich.load_ip_ranges(tables, bad)
    assert str(bad) in str(error.value)
    assert (tables.rows("from ip_range"), tables.rows("from meta")) == before


def test_a_missing_file_is_a_sentence(tables: Duck, tmp_path: Path) -> None:
    with pytest.raises(NatAttribError, match=r"none\.json cannot be read"):
        enrich.load_ip_ranges(tables, tmp_path / "none.json")


@contextmanager
def served(answers: dict[str, bytes]) -> Iterator[str]:
    """A web server on this machine; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(200 if body else 404)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def whole(*more: Entry) -> bytes:
    """A file as large as AWS's must be."""
    return document(*((f"10.{i // 250}.{i % 250}.0/24", "AMAZON", "us-east-1") for i in range(5_000)), *more)


def test_a_download_is_awss_whole_file_or_an_error() -> None:
    with served({"/whole": whole(), "/part": document(("192.0.2.0/24", "S3", "us-east-1"))}) as url:
        assert download(f"{url}/whole").prefixes.height == 5_000
        with pytest.raises(NatAttribError, match="1 IPv4 prefixes, expected 5000"):
            download(f"{url}/part")
        with pytest.raises(NatAttribError, match="did not answer"):
            download(f"{url}/none")
    with pytest.raises(NatAttribError, match="did not answer"):
        download(url)
    with pytest.raises(NatAttribError, match="not a web address"):
        download("file:///etc/hostname")


PUBLISHED = [
    # What AWS's copy of 2026-08-22 says of addresses where a simpler rule goes wrong.
    ("18.34.0.1", "S3", "us-east-1"),  # the same CIDR is AMAZON, S3 and EC2
    ("35.71.64.9", "DYNAMODB", "us-west-2"),  # inside EC2
    ("3.218.180.7", "DYNAMODB", "us-east-1"),  # in a shorter EC2 prefix
    ("99.77.128.5", "CHIME_MEETINGS", "us-east-1"),  # the service's prefix is shorter, and GLOBAL
    ("52.94.240.1", "AMAZON", "us-east-1"),
    ("2600:9000:a310::1", "S3", "GLOBAL"),
]


def test_the_shipped_copy_says_what_aws_published(tables: Duck) -> None:
    enrich.load_ip_ranges(tables)
    for address, service, region in PUBLISHED:
        found = tables.rows(
            "select service, region from ip_range where family = address_family($a)"
            " and address_number($a) between first_number and last_number",
            a=address,
        )
        assert found == [(service, region)], address
    # Merged addresses as counted on AWS's file by another program.
    counted = tables.row(
        """
        select
          sum(size), sum(size) filter (service = 'AMAZON'),
          sum(size) filter (list_contains(codes, 'EC2')), sum(size) filter (list_contains(codes, 'S3')),
          sum(size) filter (list_contains(codes, 'S3') and list_contains(codes, 'EC2')),
          sum(size) filter (list_contains(codes, 'DYNAMODB')),
          sum(size) filter (service = 'AMAZON' and region = 'us-east-1'),
          sum(size) filter (not list_contains(codes, 'AMAZON'))
        from (
          select *, (last_number - first_number + 1)::bigint as size,
            list_transform(memberships, lambda m: split_part(m, '/', 1)) as codes
          from ip_range where family = 4
        )
        """
    )
    assert counted == (101_846_148, 16_731_079, 79_882_301, 659_904, 148_416, 35_584, 1_166_554, None)


def test_a_real_gateway_list_is_a_part_of_what_ip_ranges_calls_s3() -> None:
    sample = json.loads(shared("data/prefix_lists.json").read_text())["later_samples"]
    cidrs = next(value["Cidrs"] for name, value in sample.items() if name.startswith("us-west-2 s3 (blog"))
    intervals = flatten(read_file(shared("data/ip-ranges/2026-08-22.json"), at_least=5_000).blocks())
    listed = [ipaddress.ip_network(cidr) for cidr in cidrs]
    s3 = [i for i in intervals if i.family == 4 and "S3/us-west-2" in i.memberships]
    overlap = sum(max(0, min(int(net[-1]), i.last) - max(int(net[0]), i.first) + 1) for net in listed for i in s3)
    assert overlap == sum(net.num_addresses for net in listed)
    assert sum(i.last - i.first + 1 for i in s3) - overlap == 14_112


def test_older_files_read_too() -> None:
    ranges = parse(shared("data/ip-ranges/2024-08-29.json").read_bytes(), "2024-08-29.json", at_least=5_000)
    assert ranges.as_of.date().isoformat() == "2024-08-29"
    assert flatten(ranges.blocks())
