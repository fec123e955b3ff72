"""The address macros agree with Python's `ipaddress` on every text, and never raise."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nat_attrib import duck as engine
from nat_attrib import sqlfiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck

MACROS = """
    select address_family(a), address_number(a), is_private(a), nat64_ipv4(a),
           cidr_family(a), cidr_length(a), cidr_first(a), cidr_last(a)
    from texts order by i
"""
PRIVATE = [
    ipaddress.ip_network(cidr)
    for cidr in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
        *("0.0.0.0/8", "198.18.0.0/15", "240.0.0.0/4", "fc00::/7", "fe80::/10", "::/127"),
    )
]
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@pytest.fixture(scope="module")
def macros() -> Iterator[Duck]:
    duck = engine.connect()
    for name in (*sqlfiles.names("schema"), *sqlfiles.names("macros")):
        duck.run(name)
    duck.execute("create table texts (i bigint, a varchar)")
    # Planning costs more than running: the plan is made once.
    duck.execute(f"prepare answers as {MACROS}")
    yield duck
    duck.close()


def answers(duck: Duck, texts: list[str]) -> list[tuple[object, ...]]:
    frame = pl.DataFrame({"i": range(len(texts)), "a": texts}, schema={"i": pl.Int64, "a": pl.String})
    duck.execute("delete from texts")
    with duck.frame("given", frame):
        duck.execute("insert into texts select * from given")
    return duck.rows("execute answers")


def expected(text: str) -> tuple[object, ...]:
    """What `ipaddress` says, but for zones (fe80::1%eth0) and netmasks (10.0.0.0/255.0.0.0): AWS prints neither."""
    return _address(text) + _cidr(text)


def _address(text: str) -> tuple[object, ...]:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return (None,) * 4
    if "%" in text:
        return (None,) * 4
    private = any(found.version == net.version and found in net for net in PRIVATE)
    decoded = str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)) if found.version == 6 and found in NAT64 else None
    return found.version, int(found), private, decoded


def _cidr(text: str) -> tuple[object, ...]:
    address, slash, length = text.partition("/")
    if not slash or "%" in address or not length.isascii() or not length.isdigit() or str(int(length)) != length:
        return (None,) * 4
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return (None,) * 4
    return found.version, found.prefixlen, int(found[0]), int(found[-1])


hextet = st.integers(0, 0xFFFF).flatmap(lambda n: st.sampled_from([f"{n:x}", f"{n:X}", f"{n:04x}", f"{n:03x}"]))


@st.composite
def ipv6_texts(draw: st.DrawFn) -> str:
    """Every spelling of an IPv6 address, and near misses: too many groups, two ::, bad tails."""
    groups = draw(st.lists(hextet | st.sampled_from(["0", "0000", ""]), min_size=1, max_size=9))
    if draw(st.booleans()):
        groups.append(str(draw(st.ip_addresses(v=4))))
    text = ":".join(groups)
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + "::" + text[at:]
    return text


def v6_forms(address: ipaddress.IPv6Address) -> st.SearchStrategy[str]:
    dotted = ":".join(address.exploded.split(":")[:6]) + ":" + str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return st.sampled_from([str(address), address.exploded, str(address).upper(), dotted])


addresses = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).flatmap(v6_forms),
    # Sparse and special ones, where :: and the ranges of is_private and NAT64 begin and end.
    st.sampled_from([*PRIVATE, NAT64]).flatmap(
        lambda net: (
            st.sampled_from([net[0], net[-1], net[0] + 1]).map(str) | st.just(str(net[-1] + 1))
            if int(net[-1]) + 1 < 2**net.max_prefixlen
            else st.just(str(net[-1]))
        )
    ),
    st.ip_addresses(v=4).flatmap(lambda a: v6_forms(ipaddress.IPv6Address(int(NAT64[0]) + int(a)))),
)
texts = st.one_of(
    addresses,
    ipv6_texts(),
    st.text(alphabet="0123456789.:/abcfx% -+\n", max_size=45),
    st.lists(st.integers(0, 300).map(str) | st.sampled_from(["01", "", "+1", "1e2", "٣"]), max_size=6).map(".".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.tuples(addresses | ipv6_texts(), st.integers(0, 140).map(str) | st.sampled_from(["08", "", "-1", "8/8"])).map(
        "/".join
    ),
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, min_size=60, max_size=120))
@example(["", ":", "::", ":::", "1::", "::1", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8:9", "/", "::/0"])
@example(["0.0.0.0/0", "255.255.255.255/32", "10.1.2.3/8", "::1/128", "1.2.3.4/33", "1::/129", "::ffff:1.2.3.04"])
@example(["1.2.3.4\n", "1.2.3.4\x00", "\x001.2.3.4", "1.2.3.4 ", "::1%eth0", "::1.2.3", "1.2.3.4::", "::1.2.3.4:5"])
def test_every_text_reads_as_ipaddress_reads_it(macros: Duck, texts: list[str]) -> None:
    for text, got in zip(texts, answers(macros, texts), strict=True):
        assert got == expected(text), text


def test_nothing_is_known_of_null(macros: Duck) -> None:
    assert answers(macros, [None]) == [(None,) * 8]  # type: ignore[list-item]


@pytest.mark.parametrize("column", ["number", "digits", "address", "cidr"])
def test_a_column_may_have_any_name(macros: Duck, column: str) -> None:
    # Macro and lambda parameters must not capture a caller's column of the same name.
    with macros.frame("named", pl.DataFrame({column: ["10.0.0.0/8", "64:ff9b::a00:1/128"]})):
        rows = macros.rows(
            f"select is_private(split_part({column}, '/', 1)), nat64_ipv4(split_part({column}, '/', 1)),"
            f" cidr_family({column}), cidr_first({column})::varchar from named order by 3"
        )
    assert rows == [(True, None, 4, str(10 << 24)), (False, "10.0.0.1", 6, str((0x64FF9B << 96) + (10 << 24) + 1))]


def test_utc_reads_every_kind_of_time(macros: Duck) -> None:
    macros.execute("set TimeZone = 'America/New_York'")
    try:
        row = macros.row(
            "select utc('2026-11-16'), utc(date '2026-11-16'), utc(timestamp '2026-11-16'),"
            " utc(timestamptz '2026-11-15 19:00:00-05'), utc(now()) = timezone('UTC', now()), utc(null)"
        )
    finally:
        macros.execute("set TimeZone = 'UTC'")
    assert [str(value) for value in row] == ["2026-11-16 00:00:00"] * 4 + ["True", "None"]
