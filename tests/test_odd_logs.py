"""Logs that are odd in one way each: what can be counted is, once, and what cannot is said."""

from __future__ import annotations

import gzip
import sys
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nat_attrib import cli, keep, store
from tests.capture_world import one_gateway
from tests.pipeline import broken_checks, opened, run_local
from tests.world import write_inventory
from tests.world.small import START
from tests.world.truth import hour_of

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = [
    *(
        "version",
        "account_id",
        "interface_id",
        "srcaddr",
        "dstaddr",
        "srcport",
        "dstport",
        "protocol",
        "packets",
        "bytes",
    ),
    *("start", "end", "action", "log_status", "vpc_id", "pkt_srcaddr", "pkt_dstaddr", "region", "flow_direction"),
]
CLIENT, REMOTE = "10.0.16.10", "198.51.100.7"


class Network:
    """One gateway, its inventory, and a folder of logs that are written record by record."""

    def __init__(self, folder: Path) -> None:
        world = one_gateway()
        self.gateway = world.topology.nat_gateways[0]
        self.logs = folder / "logs"
        self.logs.mkdir()
        self.db = folder / "nat.duckdb"
        write_inventory(world.topology, folder / "inventory")
        self._inventory = folder / "inventory"

    def record(self, **changes: Any) -> dict[str, Any]:
        """Return a record of 1000 bytes from the client to the gateway (L1)."""
        row = {
            "version": 5, "account_id": "011122223333", "interface_id": self.gateway.interface_id, "srcaddr": CLIENT,
            "dstaddr": self.gateway.addresses[0].private_ip, "srcport": 40000, "dstport": 443, "protocol": 6,
            "packets": 2, "bytes": 1000, "start": START + 60, "end": START + 120, "action": "ACCEPT",
            "log_status": "OK", "vpc_id": "vpc-0a", "pkt_srcaddr": CLIENT, "pkt_dstaddr": REMOTE, "region": "ap-east-1",
            "flow_direction": "ingress",
        }  # fmt: skip
        return row | changes

    def text(self, *rows: dict[str, Any]) -> str:
        """Return records as lines, with the header."""
        lines = [" ".join(FIELDS).replace("_", "-")]
        lines += [" ".join("-" if row[name] is None else str(row[name]) for name in FIELDS) for row in rows]
        return "\n".join(lines) + "\n"

    def run(self) -> bool:
        """Run; tell whether it was partial."""
        return run_local(self.db, self.logs, inventory=self._inventory).is_partial

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the file."""
        with opened(self.db) as duck:
            return duck.rows(sql)


@pytest.fixture
def network(tmp_path: Path) -> Network:
    return Network(tmp_path)


COUNTED = "select coalesce(sum(bytes), 0)::bigint from nat_traffic"
LEDGER = "select key, status, rows_read, rows_rejected from ingested_object order by key"


def test_a_file_that_grew_in_its_place_counts_once_with_all_it_holds_now(network: Network) -> None:
    path = network.logs / "today.log"
    path.write_text(network.text(network.record()))
    (network.logs / "other.log").write_text(network.text(network.record(bytes=5)))
    network.run()
    assert network.rows(COUNTED) == [(1005,)]
    path.write_text(network.text(network.record(), network.record(bytes=70)))
    for _ in range(2):
        assert not network.run()
        assert network.rows(COUNTED) == [(1075,)]
        assert network.rows(LEDGER) == [("other.log", "ok", 1, 0), ("today.log", "ok", 2, 0)]


def test_a_place_that_holds_only_other_files_is_no_success(network: Network) -> None:
    (network.logs / "manual.md").write_text("Not a log.\n")
    assert network.run()
    (network.logs / "today.log").write_text(network.text(network.record()))
    for _ in range(2):
        assert not network.run()
    assert network.rows(COUNTED) == [(1000,)]


def test_insane_numbers_are_counted_as_bad_and_stop_no_record_beside_them(network: Network) -> None:
    most = 2**63 - 1
    client = {"interface_id": "eni-0client", "flow_direction": "egress", "dstaddr": REMOTE}
    bad = [{"bytes": most}, {"bytes": most - 1}, {"start": most}, {"end": -most}, {"bytes": 10**14 + 1}]
    rows = [network.record(**changes) for changes in bad]
    # What is no gateway's record is not counted, but it is summed up too.
    rows += [network.record(**client, start=value, end=value, packets=most) for value in (most, -most, START)]
    rows += [network.record(packets=most, srcport=2**40), network.record(packets=most)]
    (network.logs / "odd.log").write_text(network.text(*rows))
    pq.write_table(pa.Table.from_pylist(rows), network.logs / "odd.parquet")
    assert network.run()
    # Both are of one log, whose files add up.
    assert network.rows(COUNTED) == [(4000,)]
    assert [row[1:] for row in network.rows(LEDGER)] == [("partial", len(rows), len(bad))] * 2


def test_numbers_that_fit_no_packet_are_unknown_and_the_bytes_count(network: Network) -> None:
    """A port has 16 bits and a protocol 8."""
    odd = [{"srcport": 65536}, {"dstport": 65536}, {"dstport": -1, "protocol": -6}, {"dstport": 65535, "protocol": 256}]
    rows = [network.record(**{"srcport": 80} | changes, bytes=10**n) for n, changes in enumerate(odd)]
    (network.logs / "odd.log").write_text(network.text(*rows))
    pq.write_table(pa.Table.from_pylist(rows), network.logs / "odd.parquet")
    for name in ("bare", "small"):
        table = pa.Table.from_pylist(rows)
        for field in ("srcport", "dstport", "protocol") if name == "small" else ():
            place = table.column_names.index(field)
            table = table.set_column(place, field, table[field].cast(pa.int32()))
        pq.write_table(table, network.logs / f"{name}.parquet", write_statistics=name == "small")
    assert not network.run()
    shown = "select remote_port, protocol, sum(bytes)::bigint from nat_traffic group by all order by 3"
    assert network.rows(shown) == [(443, 6, 4), (None, 6, 40), (None, None, 400), (65535, None, 4000)]


def test_an_empty_text_is_a_missing_one(network: Network) -> None:
    """Other programs that rewrite logs put it where AWS writes `-` or NULL."""
    client = {"interface_id": "eni-0client", "flow_direction": "egress", "dstaddr": REMOTE}
    empty = [{"pkt_srcaddr": ""}, {"pkt_dstaddr": ""}, {"srcaddr": ""}, {"dstaddr": ""}, {"interface_id": ""}]
    rows = [network.record(**changes) for changes in empty]
    rows += [
        network.record(**client),
        network.record(**client | {"interface_id": ""}),
        network.record(**client, srcaddr=""),
    ]
    rows += [network.record(**dict.fromkeys(["action", "log_status", "srcaddr"], "") | {"bytes": None})]
    missing = [{name: None if value == "" else value for name, value in row.items()} for row in rows]
    for row in rows:
        row |= {"instance_id": "", "az_id": "", "ecs_service_name": "", "pkt_dst_aws_service": "", "instance_tag": ""}
        row |= {"subnet_id": "", "resource_id": "", "interface_type": "", "next_hop_interface_id": "", "region": ""}
    shown = (
        "from nat_traffic order by all",
        "select * exclude (batch_id, flow_log_id, fields) from log_hour order by all",
        "select * exclude (batch_id) from source_seen order by all",
        "select rows_read, rows_rejected, reason from ingested_object",
    )
    pq.write_table(pa.Table.from_pylist(missing), network.logs / "x.parquet")
    network.run()
    told = [network.rows(sql) for sql in shown]
    assert network.rows("select source_ip, remote_ip, bytes from nat_traffic") == [(CLIENT, REMOTE, 1000)]
    for is_proven in (False, True):
        network.db.unlink()
        pq.write_table(pa.Table.from_pylist(rows), network.logs / "x.parquet", write_statistics=is_proven)
        network.run()
        assert [network.rows(sql) for sql in shown] == told


@pytest.mark.parametrize("first", ["a", "b"])
def test_of_unequal_copies_of_one_object_the_larger_counts_and_both_are_named(
    network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], first: str
) -> None:
    name = "111122223333_vpcflowlogs_ap-east-1_fl-0a_20261116T0000Z_0000000a.log"
    for folder in "ab":
        (network.logs / folder).mkdir()
        rows = [network.record()] * (2 if folder == first else 1)
        (network.logs / folder / name).write_text(network.text(*rows))
    command = ["nat-attrib", "--db", str(network.db), "ingest", str(network.logs), "--since", "2026-11-16"]
    monkeypatch.setattr(sys, "argv", command)
    network.run()
    for _ in range(2):
        assert network.rows(COUNTED) == [(2000,)]
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert not end.value.code
        small, large = (network.logs / folder / name for folder in ("ba" if first == "a" else "ab"))
        sizes = [f"{path} ({path.stat().st_size:,} bytes)" for path in (small, large)]
        said = f"1 objects lie in two places with different sizes, such as {' and '.join(sizes)}; the larger one counts"
        assert said in capsys.readouterr().err


def test_folders_that_look_like_columns_are_none(network: Network) -> None:
    folder = network.logs / "region=eu-west-1" / "bytes=7" / "pkt_dstaddr=203.0.113.1"
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist([network.record()]), folder / "one.parquet")
    (folder / "two.log").write_text(network.text(network.record(bytes=30)))
    assert not network.run()
    assert network.rows("select remote_ip, region, sum(bytes)::bigint from nat_traffic group by all") == [
        (REMOTE, "ap-east-1", 1030)
    ]


def test_an_account_id_that_became_a_number_has_its_zeros_again(network: Network) -> None:
    number = pa.array([11122223333] * 2)
    kinds = {"int": number, "float": number.cast(pa.float64()), "text": pa.array(["011122223333"] * 2)}
    for kind, told in kinds.items():
        seen = {"interface_id": f"eni-0{kind}", "flow_direction": "egress", "dstaddr": REMOTE}
        table = pa.Table.from_pylist([network.record(), network.record(**seen)])
        place = table.column_names.index("account_id")
        pq.write_table(table.set_column(place, "account_id", told), network.logs / f"{kind}.parquet")
    network.run()
    found = network.rows("select interface_id, account_id from source_seen where interface_id like 'eni-0%'")
    assert {(f"eni-0{kind}", "011122223333") for kind in kinds} <= set(found)
    assert {account for _, account in found} == {"011122223333"}


def test_a_log_of_refused_packets_covers_nothing_until_it_shows_an_accepted_one(network: Network) -> None:
    """Its NODATA means that nothing was refused, not that nothing passed."""
    nothing = dict.fromkeys(["srcaddr", "dstaddr", "pkt_srcaddr", "pkt_dstaddr", "bytes", "packets", "action"])
    silent = [
        network.record(**nothing, log_status="NODATA", start=START + hour * 3600, end=START + hour * 3600 + 600)
        for hour in (1, 2)
    ]
    (network.logs / "refused.log").write_text(network.text(network.record(action="REJECT"), *silent))
    covered = "select count(*), coalesce(sum(l1_bytes), 0)::bigint from gateway_hour"
    network.run()
    assert network.rows(covered) == [(0, 0)]
    late = network.record(start=START + 7200, end=START + 7260)
    # Without an AWS name a log is known by its source and its columns: it is the same log.
    (network.logs / "accepted.log").write_text(network.text(late))
    network.run()
    # Hours 1 and 2; refused packets alone do not say that hour 0 was logged: there may be two logs behind one name.
    assert network.rows(covered) == [(2, 1000)]


def test_refused_packets_alone_cover_an_hour_of_a_log_that_shows_accepted_ones_in_another(network: Network) -> None:
    name = "011122223333_vpcflowlogs_ap-east-1_fl-0a_20261116T0{}00Z_0000000{}.log"
    (network.logs / name.format(0, 0)).write_text(network.text(network.record(action="REJECT")))
    covered = "select epoch(hour)::bigint, covered_seconds, l1_bytes from gateway_hour order by hour"
    network.run()
    assert network.rows(covered) == []
    late = network.record(start=START + 7200, end=START + 7260)
    (network.logs / name.format(2, 2)).write_text(network.text(late))
    network.run()
    # From the refused record on.
    assert network.rows(covered) == [(START, 3540, 0), (START + 3600, 3600, 0), (START + 7200, 60, 1000)]
    assert network.rows(COUNTED) == [(1000,)]


def test_between_two_logs_nothing_is_covered(network: Network) -> None:
    """The second log begins 40 minutes after the first ended, the third three hours after the second."""
    for log, seconds in {"fl-0a": (-3600, 0), "fl-0b": (3000, 3600), "fl-0c": (16200, 18000)}.items():
        rows = [network.record(start=START + begin, end=START + begin + 600) for begin in seconds]
        name = f"111122223333_vpcflowlogs_ap-east-1_{log}_20261116T0000Z_0000000a.log"
        (network.logs / name).write_text(network.text(*rows))
    network.run()
    covered = (
        "select (epoch(hour)::bigint - {}) // 3600, covered_seconds, is_lower_bound from gateway_hour order by hour"
    )
    found = network.rows(covered.replace("{}", str(START)))
    assert found == [(-1, 3600, False), (0, 1200, True), (1, 600, True), (4, 1800, True), (5, 600, True)]
    assert network.rows(COUNTED) == [(6000,)]


def test_a_log_that_is_silent_where_hours_are_forgotten_was_on_in_those_that_are_kept(network: Network) -> None:
    name = "111122223333_vpcflowlogs_ap-east-1_fl-0a_20261116T{:02}00Z_0000000a.log"
    for hour in (0, 10):
        path = network.logs / name.format(hour)
        path.write_text(network.text(network.record(start=START + hour * 3600 + 60, end=START + hour * 3600 + 600)))
    network.run()
    covered = (
        "select (epoch(hour)::bigint - {}) // 3600, covered_seconds, flow_log_ids, capture from gateway_hour order by 1"
    )
    kept = network.rows(covered.replace("{}", str(START)))[4:]
    assert kept == [(hour, 600 if hour == 10 else 3600, "fl-0a", "nat_eni") for hour in range(4, 11)]
    for since in (4, 2):
        with store.writing(network.db) as duck:
            assert keep.prune(duck, hour_of(START + since * 3600)) == (4 if since == 4 else 0)
        assert not network.run()
        assert network.rows(covered.replace("{}", str(START))) == kept
        # What was forgotten stays so, whatever is forgotten next.
        assert network.rows("select value from meta where key = 'retained_since'") == [("2026-11-16T04:00:00",)]
    assert broken_checks(network.db) == {}


def test_records_without_packet_addresses_in_a_log_that_has_them_are_said(network: Network) -> None:
    rows = [network.record(pkt_dstaddr=None), network.record(pkt_srcaddr=None, bytes=9), network.record(bytes=200)]
    (network.logs / "x.log").write_text(network.text(*rows))
    assert network.run()
    assert network.rows(COUNTED) == [(200,)]
    assert network.rows("select rows_read, rows_rejected, reason from ingested_object") == [
        (
            3,
            2,
            (
                "2 records at gateways, endpoints or their clients have implausible times or bytes, no action, "
                "no packet addresses, or fit no leg."
            ),
        )
    ]


def test_a_flipped_bit_in_a_packed_file_is_noticed_and_its_neighbours_count(network: Network) -> None:
    """DuckDB's reader does not look at the checksum; the digit of a number may be another one."""
    packed = bytearray(gzip.compress(network.text(network.record()).encode(), 0))
    place = packed.index(b" 1000 ") + 1
    packed[place] ^= 2
    assert b" 3000 " in packed
    (network.logs / "bad.log.gz").write_bytes(packed)
    (network.logs / "good.log.gz").write_bytes(gzip.compress(network.text(network.record(bytes=5)).encode()))
    assert network.run()
    assert network.rows(COUNTED) == [(5,)]
    assert network.rows(
        "select status, reason like '%gzip data cannot be unpacked%' from ingested_object order by key"
    ) == [
        ("failed", True),
        ("ok", None),
    ]
