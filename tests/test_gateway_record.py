"""The pass over a NAT gateway's records: legs, kinds, and the split of records that span hours."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nat_attrib import duck as engine
from nat_attrib.ingest.context import Context, GatewayInterface
from nat_attrib.ingest.fields import READ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck

C, N, N2, R = "10.0.1.5", "10.0.0.9", "10.0.0.10", "52.1.2.3"
BASE = 1_794_819_600
"""2026-11-16 09:00 UTC."""
CONTEXT = Context((GatewayInterface("eni-0nat", "nat-0a", (N2, N)),))

LEGS = {
    "l1": {"srcaddr": C, "dstaddr": N, "pkt_srcaddr": C, "pkt_dstaddr": R, "srcport": 40000, "dstport": 443},
    "l2": {"srcaddr": N, "dstaddr": R, "pkt_srcaddr": N, "pkt_dstaddr": R, "srcport": 1025, "dstport": 443},
    "l3": {"srcaddr": R, "dstaddr": N, "pkt_srcaddr": R, "pkt_dstaddr": N, "srcport": 443, "dstport": 1025},
    "l4": {"srcaddr": N, "dstaddr": C, "pkt_srcaddr": R, "pkt_dstaddr": C, "srcport": 443, "dstport": 40000},
}


def record(leg: str, **changes: object) -> dict[str, Any]:
    """A record of 60 seconds and 1000 bytes at the gateway's interface."""
    return {
        "interface_id": "eni-0nat", "protocol": 6, "packets": 3, "bytes": 1000, "start": BASE, "end": BASE + 60,
        "action": "ACCEPT", "log_status": "OK", "flow_direction": "ingress", **LEGS[leg], **changes,
    }  # fmt: skip


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    opened = engine.connect()
    tables = ("030_flow_hour", "031_log_hour", "032_source_seen", "033_endpoint_hour", "034_unknown_place")
    for name in ("macros/05_flow_number", *(f"schema/{table}" for table in tables)):
        opened.run(name)
    yield opened
    opened.close()


def reduced(duck: Duck, records: list[dict[str, Any]]) -> tuple[list[tuple[Any, ...]], list[dict[str, Any]]]:
    """Return (hour, client, remote, port, bytes out, bytes in, packets) and the log_hour rows."""
    kinds = {field.name: pl.Int64 if field.is_number else pl.String for field in READ}
    frame = pl.DataFrame([{name: row.get(name) for name in kinds} for row in records], schema=kinds)
    told = pl.DataFrame(
        {"path": ["a"], "log_number": [0], "flow_log_id": ["fl-1"], "account_id": ["1"], "region": ["r"]}
    )
    duck.run("stages/ingest/reduced")
    with (
        duck.frame("record", frame.with_columns(object_path=pl.lit("a"))),
        duck.frame("object", told),
        duck.frame("known_gateway", CONTEXT.frame()),
    ):
        duck.run("stages/ingest/object_log")
        duck.run("stages/ingest/gateway_record")
        duck.run("stages/ingest/record_hour")
        duck.run("stages/ingest/reduced_rows", capture="nat_eni", fields="a,b")
        duck.run("stages/ingest/bad_record", has_packet_addresses=True)
    flows = duck.rows(
        "select (epoch(hour)::bigint - $base) // 3600, client_ip, remote_ip, remote_port, sum(bytes_out)::bigint, "
        "sum(bytes_in)::bigint, sum(packets)::bigint from reduced_flow_hour group by all order by all",
        base=BASE,
    )
    return flows, duck.dicts("from reduced_log_hour order by hour")


def test_each_byte_counts_once_out_of_four_legs(duck: Duck) -> None:
    flows, logs = reduced(
        duck,
        [record("l1", bytes=100), record("l2", bytes=100), record("l3", bytes=900), record("l4", bytes=700)],
    )
    assert flows == [(0, C, R, 443, 100, 700, 6)]
    assert [logs[0][leg] for leg in ("l1_bytes", "l2_bytes", "l3_bytes", "l4_bytes")] == [100, 100, 900, 700]
    assert logs[0]["nat_gateway_id"] == "nat-0a"
    assert logs[0]["records"] == 4


def test_a_secondary_address_shows_only_in_the_packet_fields(duck: Duck) -> None:
    flows, logs = reduced(duck, [record("l3", pkt_dstaddr=N2, bytes=50), record("l1", bytes=7)])
    assert flows == [(0, C, R, 443, 7, 0, 3)]
    assert logs[0]["l3_bytes"] == 50


def test_nat64_counts_at_the_client_whatever_stands_for_the_gateway(duck: Duck) -> None:
    c6, r6 = "2600:1f18:4a3c:b110::5", "64:ff9b::3401:203"
    for own in (N, r6):
        there = {"srcaddr": c6, "dstaddr": own, "pkt_srcaddr": c6, "pkt_dstaddr": r6}
        back = {"srcaddr": own, "dstaddr": c6, "pkt_srcaddr": r6, "pkt_dstaddr": c6}
        # The IPv4 side has no client, and headers that are 20 bytes shorter a packet.
        flows, logs = reduced(duck, [
            record("l1", bytes=1060, **there), record("l2", bytes=1000), record("l3", bytes=5000),
            record("l4", bytes=5060, **back),
        ])  # fmt: skip
        assert flows == [(0, c6, r6, 443, 1060, 5060, 6)]
        assert [logs[0][leg] for leg in ("l1_bytes", "l2_bytes", "l3_bytes", "l4_bytes")] == [1060, 1000, 5000, 5060]
        assert duck.rows("from bad_record") == []


def test_a_private_gateways_remotes_are_private(duck: Duck) -> None:
    on_premises = "172.16.9.4"
    flows, logs = reduced(duck, [
        record("l1", pkt_dstaddr=on_premises, bytes=10), record("l2", dstaddr=on_premises, pkt_dstaddr=on_premises),
        record("l3", srcaddr=on_premises, pkt_srcaddr=on_premises), record("l4", pkt_srcaddr=on_premises, bytes=70),
    ])  # fmt: skip
    assert flows == [(0, C, on_premises, 443, 10, 70, 6)]
    assert (logs[0]["l2_bytes"], logs[0]["l3_bytes"]) == (1000, 1000)


def test_rejects_and_idle_windows_count_nothing(duck: Duck) -> None:
    idle = {"bytes": None, "packets": None, "srcaddr": None, "pkt_srcaddr": None, "action": None}
    flows, logs = reduced(
        duck,
        [
            record("l1", action="REJECT", bytes=40),
            record("l1", log_status="NODATA", **idle),
            record("l1", log_status="SKIPDATA", **idle),
        ],
    )
    assert flows == []
    assert (logs[0]["reject_records"], logs[0]["reject_bytes"]) == (1, 40)
    assert (logs[0]["nodata_records"], logs[0]["skipdata_records"], logs[0]["l1_bytes"]) == (1, 1, 0)


def test_the_port_is_the_service_side_and_unknown_when_both_are_ephemeral(duck: Duck) -> None:
    flows, _ = reduced(
        duck,
        [
            record("l1", srcport=40000, dstport=32767),
            record("l4", srcport=32768, dstport=40000),
            record("l4", srcport=53, dstport=1024, bytes=9),
        ],
    )
    assert [(row[3], row[4], row[5]) for row in flows] == [(53, 0, 9), (32767, 1000, 0), (None, 0, 1000)]


def test_implausible_records_are_counted_and_left_out(duck: Duck) -> None:
    bad = [
        record("l1", start=5),
        record("l1", end=BASE + 86_401),
        record("l1", end=BASE - 601),
        record("l1", bytes=-1),
        record("l1", bytes=10**14 + 1),
        record("l1", bytes=None),
        record("l1", action=None),
        record("l1", action="REJECT", bytes=-1),
        record("l1", action="REJECT", bytes=2**63 - 1),
        record("l1", action="REJECT", bytes=2**63 - 2),
        record("l1", pkt_dstaddr="-"),
        record("l1", srcaddr=R, dstaddr="10.9.9.9"),
    ]
    # Block Public Access refuses without saying how many bytes.
    flows, logs = reduced(duck, [*bad, record("l1"), record("l1", action="REJECT", bytes=None)])
    assert flows == [(0, C, R, 443, 1000, 0, 3)]
    assert [(row["reject_records"], row["reject_bytes"]) for row in logs if row["reject_records"]] == [(1, 0)]
    assert duck.rows("from bad_record") == [("a", len(bad))]


def test_a_record_across_hours_is_split_by_time_with_the_remainder_last(duck: Duck) -> None:
    # 100 bytes over 09:59:57 to 11:00:04, 3607 s: 3/3607 and 3600/3607 rounded down are 0 and 99, the rest is 1.
    flows, logs = reduced(duck, [record("l1", bytes=100, start=BASE + 3597, end=BASE + 7204)])
    assert [(row[0], row[4], row[6]) for row in flows] == [(0, 0, 3), (1, 99, 0), (2, 1, 0)]
    assert [(row["first_second"] - BASE, row["last_second"] - BASE) for row in logs] == [
        (3597, 3600), (3600, 7200), (7200, 7204),
    ]  # fmt: skip


def test_a_record_that_ends_on_the_hour_stays_in_it(duck: Duck) -> None:
    flows, _ = reduced(duck, [record("l1", start=BASE + 3540, end=BASE + 3600), record("l4", start=BASE, end=BASE)])
    assert [(row[0], row[4], row[5]) for row in flows] == [(0, 1000, 1000)]


def split(row: dict[str, Any]) -> dict[int, int]:
    """The documented rule, written down a second time: whole bytes over [start, end), remainder to the last hour."""
    start, end = row["start"], max(row["end"], row["start"])
    hours = range(start // 3600, (max(end - 1, start)) // 3600 + 1)
    if len(hours) == 1:
        return {hours[0]: row["bytes"]}
    shares = {h: row["bytes"] * (min(end, (h + 1) * 3600) - max(start, h * 3600)) // (end - start) for h in hours}
    shares[hours[-1]] += row["bytes"] - sum(shares.values())
    return shares


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    start = BASE + draw(st.integers(0, 7200))
    return record(
        draw(st.sampled_from(["l1", "l4", "l2"])),
        start=start,
        end=start + draw(st.one_of(st.integers(-5, 700), st.integers(0, 20_000))),
        bytes=draw(st.integers(0, 10**12)),
        packets=draw(st.integers(0, 50)),
    )


@settings(max_examples=12, deadline=None)
@given(st.lists(records(), min_size=1, max_size=12))
def test_bytes_are_conserved_and_each_hour_gets_its_share(duck: Duck, rows: list[dict[str, Any]]) -> None:
    flows, logs = reduced(duck, rows)
    expected: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    by_leg = {row["bytes"]: row for row in rows}
    assert by_leg
    for row in rows:
        ends = (row["srcaddr"], row["dstaddr"])
        leg = next(leg for leg in LEGS if (LEGS[leg]["srcaddr"], LEGS[leg]["dstaddr"]) == ends)
        for hour, share in split(row).items():
            if leg in ("l1", "l4"):
                expected[hour - BASE // 3600][leg == "l4"] += share
    assert {row[0]: [row[4], row[5]] for row in flows} == dict(expected)
    assert sum(row["l2_bytes"] for row in logs) == sum(row["bytes"] for row in rows if row["dstaddr"] == R)
    assert sum(row["records"] for row in logs) == len(rows)
