"""Logs that are odd in one way each: what can be counted is, once, and what cannot is said."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
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
    """An account with one gateway, and a folder of logs that are written record by record.

    Files without an AWS name are one where name and size are the same: each case has names of its own.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self.account = f"0111222233{number:02}"
        world = one_gateway(seed=number)
        world.topology.account_id = self.account
        self.gateway = world.topology.nat_gateways[0]
        self.logs = folder / self.account
        self.logs.mkdir()
        self.db = folder / "nat.duckdb"
        self._folder = folder
        write_inventory(world.topology, folder / "inventory")

    def record(self, **changes: Any) -> dict[str, Any]:
        """Return a record of 1000 bytes from the client to the gateway (L1)."""
        row = {
            "version": 5, "account_id": self.account, "interface_id": self.gateway.interface_id, "srcaddr": CLIENT,
            "dstaddr": self.gateway.addresses[0].private_ip, "srcport": 40000, "dstport": 443, "protocol": 6,
            "packets": 2, "bytes": 1000, "start": START + 60, "end": START + 120, "action": "ACCEPT",
            "log_status": "OK", "vpc_id": self.gateway.vpc_id, "pkt_srcaddr": CLIENT, "pkt_dstaddr": REMOTE,
            "region": "ap-east-1", "flow_direction": "ingress",
        }  # fmt: skip
        return row | changes

    def text(self, *rows: dict[str, Any]) -> str:
        """Return records as lines, with the header."""
        lines = [" ".join(FIELDS).replace("_", "-")]
        lines += [" ".join("-" if row[name] is None else str(row[name]) for name in FIELDS) for row in rows]
        return "\n".join(lines) + "\n"

    def name(self, log: str, hour: int = 0) -> str:
        """Return the name that AWS gives an object of a log."""
        return f"{self.account}_vpcflowlogs_ap-east-1_{log}{self.account}_20261116T{hour:02}00Z_0000000{hour}.log"

    def run(self) -> bool:
        """Run over these logs alone; tell whether it was partial."""
        return run_local(self.db, self.logs, inventory=self._folder / "inventory").is_partial

    def rows(self, sql: str, run: int | None = None) -> list[tuple[Any, ...]]:
        """Ask the file, or what it was after one of the three runs, of what is this network's."""
        with opened(self.db if run is None else self._folder / f"{run}.duckdb") as duck:
            mine = {"gateway": self.gateway.nat_gateway_id, "source": str(self.logs)}
            return duck.rows(sql, **{name: value for name, value in mine.items() if f"${name}" in sql})

    def notes(self, run: int) -> list[str]:
        """Return what a run said; one that says anything is partial."""
        said: list[str] = json.loads((self._folder / f"{run}.json").read_text())
        return said

    def problems(self, run: int) -> list[str]:
        """Return what a run said of these logs."""
        return [note for note in self.notes(run) if str(self.logs) in note]


Case = Callable[[Network], Iterator[None]]
CASES: list[Case] = []


def case(write: Case) -> Case:
    """Let what it writes until it yields be there in the first run, and what then comes in the two others."""
    CASES.append(write)
    return write


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> dict[Case, Network]:
    """All networks, read by three runs; in the last one nothing is new."""
    folder = tmp_path_factory.mktemp("odd")
    made = {write: Network(folder, number) for number, write in enumerate(CASES)}
    written = [write(network) for write, network in made.items()]
    db = folder / "nat.duckdb"
    for number in range(3):
        for each in written:
            next(each, None)
        done = run_local(db, *(network.logs for network in made.values()), inventory=folder / "inventory")
        shutil.copy(db, folder / f"{number}.duckdb")
        (folder / f"{number}.json").write_text(json.dumps(done.notes))
        assert done.is_partial is bool(done.notes)
    return made


COUNTED = "select coalesce(sum(bytes), 0)::bigint from nat_traffic where nat_gateway_id = $gateway"
LEDGER = "select key, status, rows_read, rows_rejected from ingested_object where source = $source order by key"
COVERED = "select (epoch(hour)::bigint - {}) // 3600, covered_seconds, {} from gateway_hour where nat_gateway_id = $gateway order by hour"  # noqa: E501


@case
def grew(network: Network) -> Iterator[None]:
    (network.logs / "today.log").write_text(network.text(network.record()))
    (network.logs / "other.log").write_text(network.text(network.record(bytes=5)))
    (network.logs / "manual.md").write_text("Not a log.\n")
    yield
    (network.logs / "today.log").write_text(network.text(network.record(), network.record(bytes=70)))


def test_a_file_that_grew_in_its_place_counts_once_with_all_it_holds_now(networks: dict[Case, Network]) -> None:
    network = networks[grew]
    assert network.rows(COUNTED, 0) == [(1005,)]
    for run in (1, 2):
        assert network.problems(run) == []
        assert network.rows(COUNTED, run) == [(1075,)]
        assert network.rows(LEDGER, run) == [("other.log", "ok", 1, 0), ("today.log", "ok", 2, 0)]


def test_a_place_that_holds_only_other_files_is_no_success(networks: dict[Case, Network], tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "manual.md").write_text("Not a log.\n")
    [said] = run_local(tmp_path / "nat.duckdb", tmp_path / "logs").notes
    assert "manual.md" in said
    # Beside logs, new or read already, it is none.
    assert not [note for run in range(3) for note in networks[grew].notes(run) if "manual.md" in note]


@case
def insane(network: Network) -> Iterator[None]:
    most = 2**63 - 1
    client = {"interface_id": "eni-0client", "flow_direction": "egress", "dstaddr": REMOTE}
    bad = [{"bytes": most}, {"bytes": most - 1}, {"start": most}, {"end": -most}, {"bytes": 10**14 + 1}]
    rows = [network.record(**changes) for changes in bad]
    # What is no gateway's record is not counted, but it is summed up too.
    rows += [network.record(**client, start=value, end=value, packets=most) for value in (most, -most, START)]
    rows += [network.record(packets=most, srcport=2**40), network.record(packets=most)]
    (network.logs / "odd.log").write_text(network.text(*rows))
    pq.write_table(pa.Table.from_pylist(rows), network.logs / "odd.parquet")
    yield


def test_insane_numbers_are_counted_as_bad_and_stop_no_record_beside_them(networks: dict[Case, Network]) -> None:
    network = networks[insane]
    assert network.problems(0)
    # Both are of one log, whose files add up.
    assert network.rows(COUNTED) == [(4000,)]
    assert [row[1:] for row in network.rows(LEDGER)] == [("partial", 10, 5)] * 2


@case
def beyond_any_link(network: Network) -> Iterator[None]:
    for number, amounts in enumerate(([10**14] * 11, [10**14] * 10, [7])):
        path = network.logs / network.name("fl-0a", number)
        path.write_text(network.text(*(network.record(bytes=amount) for amount in amounts)))
    yield


def test_plausible_records_that_no_link_carries_together_are_left_out_with_their_object(
    networks: dict[Case, Network],
) -> None:
    network = networks[beyond_any_link]
    (said,) = network.problems(0)
    assert "more than 1 PB in one hour" in said
    assert network.rows(COUNTED) == [(10**15 + 7,)]
    assert [row[1:] for row in network.rows(LEDGER)] == [("failed", 0, 0), ("ok", 10, 0), ("ok", 1, 0)]


@case
def no_packet(network: Network) -> Iterator[None]:
    odd = [{"srcport": 65536}, {"dstport": 65536}, {"dstport": -1, "protocol": -6}, {"dstport": 65535, "protocol": 256}]
    rows = [network.record(**{"srcport": 80} | changes, bytes=10**n) for n, changes in enumerate(odd)]
    (network.logs / "ports.log").write_text(network.text(*rows))
    pq.write_table(pa.Table.from_pylist(rows), network.logs / "ports.parquet")
    for name in ("bare", "small"):
        table = pa.Table.from_pylist(rows)
        for field in ("srcport", "dstport", "protocol") if name == "small" else ():
            place = table.column_names.index(field)
            table = table.set_column(place, field, table[field].cast(pa.int32()))
        pq.write_table(table, network.logs / f"{name}.parquet", write_statistics=name == "small")
    yield


def test_numbers_that_fit_no_packet_are_unknown_and_the_bytes_count(networks: dict[Case, Network]) -> None:
    """A port has 16 bits and a protocol 8."""
    network = networks[no_packet]
    assert network.problems(0) == []
    shown = (
        "select remote_port, protocol, sum(bytes)::bigint from nat_traffic where nat_gateway_id = $gateway "
        "group by all order by 3"
    )
    assert network.rows(shown) == [(443, 6, 4), (None, 6, 40), (None, None, 400), (65535, None, 4000)]


def emptied(network: Network) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return records with empty texts, and the same where they are missing."""
    client = {"interface_id": f"eni-{network.account}a", "flow_direction": "egress", "dstaddr": REMOTE}
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
    return rows, missing


@case
def missing_texts(network: Network) -> Iterator[None]:
    pq.write_table(pa.Table.from_pylist(emptied(network)[1]), network.logs / "missing.parquet")
    yield


@case
def empty_texts(network: Network) -> Iterator[None]:
    pq.write_table(pa.Table.from_pylist(emptied(network)[0]), network.logs / "empty.parquet", write_statistics=False)
    yield


@case
def empty_texts_in_statistics(network: Network) -> Iterator[None]:
    pq.write_table(pa.Table.from_pylist(emptied(network)[0]), network.logs / "proven.parquet")
    yield


@pytest.mark.parametrize("empty", [empty_texts, empty_texts_in_statistics], ids=["read", "proven"])
def test_an_empty_text_is_a_missing_one(networks: dict[Case, Network], empty: Case) -> None:
    """Other programs that rewrite logs put it where AWS writes `-` or NULL."""

    def told(network: Network) -> list[str]:
        rows = [
            network.rows("from nat_traffic where nat_gateway_id = $gateway order by all"),
            network.rows(
                "select l.* exclude (batch_id, flow_log_id, fields) from log_hour l "
                "where starts_with(flow_log_id, $source) order by all"
            ),
            network.rows(
                f"select * exclude (batch_id) from source_seen where interface_id like 'eni-{network.account}%' "
                "order by all"
            ),
            network.rows("select rows_read, rows_rejected, reason from ingested_object where source = $source"),
        ]
        assert all(rows)
        # The networks differ in the ids that are invented for them, and in the numbers of what is written twice.
        return [re.sub(r"-[0-9a-f]{12,}|" + network.account, "", repr(each)) for each in rows]

    assert told(networks[empty]) == told(networks[missing_texts])
    assert networks[empty].rows(
        "select source_ip, remote_ip, bytes from nat_traffic where nat_gateway_id = $gateway"
    ) == [(CLIENT, REMOTE, 1000)]


def copies(network: Network, larger: str) -> None:
    """Let one object lie in the folders a and b."""
    for folder in "ab":
        (network.logs / folder).mkdir()
        rows = [network.record()] * (2 if folder == larger else 1)
        (network.logs / folder / network.name("fl-0a")).write_text(network.text(*rows))


@case
def first_copy_is_larger(network: Network) -> Iterator[None]:
    copies(network, "a")
    yield


@case
def second_copy_is_larger(network: Network) -> Iterator[None]:
    copies(network, "b")
    yield


@pytest.mark.parametrize(("copied", "order"), [(first_copy_is_larger, "ba"), (second_copy_is_larger, "ab")])
def test_of_unequal_copies_of_one_object_the_larger_counts_and_both_are_named(
    networks: dict[Case, Network], monkeypatch: pytest.MonkeyPatch, capsys: Any, copied: Case, order: str
) -> None:
    network = networks[copied]
    for run in range(3):
        assert network.problems(run) == []
        assert network.rows(COUNTED, run) == [(2000,)]
    db = shutil.copy(network.db, network.db.with_name(f"{order}.duckdb"))
    monkeypatch.setattr(
        sys, "argv", ["nat-attrib", "--db", str(db), "ingest", str(network.logs), "--since", "2026-11-16"]
    )
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    paths = [network.logs / folder / network.name("fl-0a") for folder in order]
    sizes = [f"{path} ({path.stat().st_size:,} bytes)" for path in paths]
    said = f"1 objects lie in two places with different sizes, such as {' and '.join(sizes)}; the larger one counts"
    assert said in capsys.readouterr().err


@case
def folders_like_columns(network: Network) -> Iterator[None]:
    folder = network.logs / "region=eu-west-1" / "bytes=7" / "pkt_dstaddr=203.0.113.1"
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist([network.record()]), folder / "one.parquet")
    (folder / "two.log").write_text(network.text(network.record(bytes=30)))
    yield


def test_folders_that_look_like_columns_are_none(networks: dict[Case, Network]) -> None:
    network = networks[folders_like_columns]
    assert network.problems(0) == []
    assert network.rows(
        "select remote_ip, region, sum(bytes)::bigint from nat_traffic where nat_gateway_id = $gateway group by all"
    ) == [(REMOTE, "ap-east-1", 1030)]


KINDS = ("int", "float", "text")


@case
def account_as_number(network: Network) -> Iterator[None]:
    number = pa.array([int(network.account)] * 2)
    for kind, told in zip(KINDS, (number, number.cast(pa.float64()), pa.array([network.account] * 2)), strict=True):
        seen = {"interface_id": f"eni-0{kind}", "flow_direction": "egress", "dstaddr": REMOTE}
        table = pa.Table.from_pylist([network.record(), network.record(**seen)])
        place = table.column_names.index("account_id")
        pq.write_table(table.set_column(place, "account_id", told), network.logs / f"{kind}.parquet")
    yield


def test_an_account_id_that_became_a_number_has_its_zeros_again(networks: dict[Case, Network]) -> None:
    network = networks[account_as_number]
    assert network.account.startswith("0")
    ours = ", ".join(f"'eni-0{kind}'" for kind in KINDS)
    found = network.rows(f"select distinct interface_id, account_id from source_seen where interface_id in ({ours})")
    assert set(found) == {(f"eni-0{kind}", network.account) for kind in KINDS}


@case
def refused(network: Network) -> Iterator[None]:
    nothing = dict.fromkeys(["srcaddr", "dstaddr", "pkt_srcaddr", "pkt_dstaddr", "bytes", "packets", "action"])
    silent = [
        network.record(**nothing, log_status="NODATA", start=START + hour * 3600, end=START + hour * 3600 + 600)
        for hour in (1, 2)
    ]
    (network.logs / "refused.log").write_text(network.text(network.record(action="REJECT"), *silent))
    yield
    late = network.record(start=START + 7200, end=START + 7260)
    # Without an AWS name a log is known by its source and its columns: it is the same log.
    (network.logs / "accepted.log").write_text(network.text(late))


def test_a_log_of_refused_packets_covers_nothing_until_it_shows_an_accepted_one(networks: dict[Case, Network]) -> None:
    """Its NODATA means that nothing was refused, not that nothing passed."""
    network = networks[refused]
    covered = "select count(*), coalesce(sum(l1_bytes), 0)::bigint from gateway_hour where nat_gateway_id = $gateway"
    assert network.rows(covered, 0) == [(0, 0)]
    # Hours 1 and 2; refused packets alone do not say that hour 0 was logged: there may be two logs behind one name.
    assert network.rows(covered, 1) == [(2, 1000)]


@case
def refused_first(network: Network) -> Iterator[None]:
    (network.logs / network.name("fl-0a")).write_text(network.text(network.record(action="REJECT")))
    yield
    late = network.record(start=START + 7200, end=START + 7260)
    (network.logs / network.name("fl-0a", 2)).write_text(network.text(late))


def test_refused_packets_alone_cover_an_hour_of_a_log_that_shows_accepted_ones_in_another(
    networks: dict[Case, Network],
) -> None:
    network = networks[refused_first]
    covered = COVERED.format(START, "l1_bytes")
    assert network.rows(covered, 0) == []
    # From the refused record on.
    assert network.rows(covered, 1) == [(0, 3540, 0), (1, 3600, 0), (2, 60, 1000)]
    assert network.rows(COUNTED) == [(1000,)]


@case
def between(network: Network) -> Iterator[None]:
    for log, seconds in {"fl-0a": (-3600, 0), "fl-0b": (3000, 3600), "fl-0c": (16200, 18000)}.items():
        rows = [network.record(start=START + begin, end=START + begin + 600) for begin in seconds]
        (network.logs / network.name(log)).write_text(network.text(*rows))
    yield


def test_between_two_logs_nothing_is_covered(networks: dict[Case, Network]) -> None:
    """The second log begins 40 minutes after the first ended, the third three hours after the second."""
    network = networks[between]
    found = network.rows(COVERED.format(START, "is_lower_bound"))
    assert found == [(-1, 3600, False), (0, 1200, True), (1, 600, True), (4, 1800, True), (5, 600, True)]
    assert network.rows(COUNTED) == [(6000,)]


def test_a_log_that_is_silent_where_hours_are_forgotten_was_on_in_those_that_are_kept(tmp_path: Path) -> None:
    network = Network(tmp_path, 0)
    for hour in (0, 10):
        path = network.logs / network.name("fl-0a", hour)
        path.write_text(network.text(network.record(start=START + hour * 3600 + 60, end=START + hour * 3600 + 600)))
    network.run()
    covered = COVERED.format(START, "flow_log_ids, capture")
    kept = network.rows(covered)[4:]
    log = f"fl-0a{network.account}"
    assert kept == [(hour, 600 if hour == 10 else 3600, log, "nat_eni") for hour in range(4, 11)]
    for since in (4, 2):
        with store.writing(network.db) as duck:
            assert keep.prune(duck, hour_of(START + since * 3600)) == (4 if since == 4 else 0)
        assert not network.run()
        assert network.rows(covered) == kept
        # What was forgotten stays so, whatever is forgotten next.
        assert network.rows("select value from meta where key = 'retained_since'") == [("2026-11-16T04:00:00",)]
    assert broken_checks(network.db) == {}


@case
def without_packet_addresses(network: Network) -> Iterator[None]:
    rows = [network.record(pkt_dstaddr=None), network.record(pkt_srcaddr=None, bytes=9), network.record(bytes=200)]
    (network.logs / "x.log").write_text(network.text(*rows))
    yield


def test_records_without_packet_addresses_in_a_log_that_has_them_are_said(networks: dict[Case, Network]) -> None:
    network = networks[without_packet_addresses]
    assert network.problems(0)
    assert network.rows(COUNTED) == [(200,)]
    assert network.rows("select rows_read, rows_rejected, reason from ingested_object where source = $source") == [
        (
            3,
            2,
            (
                "2 records at gateways, endpoints or their clients have implausible times or bytes, no action, "
                "no packet addresses, or fit no leg."
            ),
        )
    ]


@case
def flipped(network: Network) -> Iterator[None]:
    packed = bytearray(gzip.compress(network.text(network.record()).encode(), 0))
    place = packed.index(b" 1000 ") + 1
    packed[place] ^= 2
    assert b" 3000 " in packed
    (network.logs / "bad.log.gz").write_bytes(packed)
    (network.logs / "good.log.gz").write_bytes(gzip.compress(network.text(network.record(bytes=5)).encode()))
    yield


def test_a_flipped_bit_in_a_packed_file_is_noticed_and_its_neighbours_count(networks: dict[Case, Network]) -> None:
    """DuckDB's reader does not look at the checksum; the digit of a number may be another one."""
    network = networks[flipped]
    assert network.problems(0)
    assert network.rows(COUNTED) == [(5,)]
    assert network.rows(
        "select status, reason like '%gzip data cannot be unpacked%' from ingested_object where source = $source "
        "order by key"
    ) == [("failed", True), ("ok", None)]
