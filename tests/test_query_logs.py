"""Resolver query logs: what is read from lines and from OCSF, what bad input does, and that the ledger knows them."""

from __future__ import annotations

import gzip
import json
import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nat_attrib.ingest import QUERY_LOG, Place, Source, read_query_logs
from nat_attrib.progress import SilentProgress
from nat_attrib.window import Window
from tests.conftest import shared

if TYPE_CHECKING:
    from pathlib import Path

    from nat_attrib.duck import Duck
    from nat_attrib.ingest import Ingested

EVER = Window(datetime(1970, 1, 1), datetime(9000, 1, 1))
NAME = "vpc-0a0a0a0a0a0a0a0a0_vpcdnsquerylogs_111122223333_20261116T0000Z_{}.log.gz"


def line(
    name: str, *addresses: str, at: str = "2026-11-16T00:10:00Z", aliases: tuple[str, ...] = (), **more: Any
) -> str:
    answers = [{"Rdata": f"{alias}.", "Type": "CNAME", "Class": "IN"} for alias in aliases]
    answers += [{"Rdata": a, "Type": "AAAA" if ":" in a else "A", "Class": "IN"} for a in addresses]
    said = {
        "version": "1.100000", "account_id": "111122223333", "region": "ap-east-1", "vpc_id": "vpc-1",
        "query_timestamp": at, "query_name": f"{name}.", "query_type": "A", "query_class": "IN", "rcode": "NOERROR",
        "answers": answers, "srcaddr": "10.0.16.10", "srcport": "4711", "transport": "UDP",
        "srcids": {"instance": "i-0"},
    }  # fmt: skip
    return json.dumps({**said, **more})


def write(folder: Path, *lines: str, name: str = NAME.format("a1")) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with gzip.open(path, "wt") as file:
        file.write("".join(f"{text}\n" for text in lines))
    return path


def read(duck: Duck, folder: Path, window: Window = EVER) -> Ingested:
    place = Place([Source.parse(str(folder), QUERY_LOG)], window, folder.parent / "spool")
    return read_query_logs(duck, place, SilentProgress())


def seen(duck: Duck, columns: str = "vpc_id, client_ip, address, name") -> list[tuple[Any, ...]]:
    return duck.rows(f"select {columns} from dns_seen order by all")


def test_answers_are_kept_by_the_hour_with_their_aliases(empty_store: Duck, tmp_path: Path) -> None:
    write(
        tmp_path / "dns",
        line("Sts.Ap-East-1.amazonaws.com", "54.239.1.84", "54.239.1.90"),
        line("sts.ap-east-1.amazonaws.com", "54.239.1.84", at="2026-11-16T00:59:59Z"),
        line("sts.ap-east-1.amazonaws.com", "54.239.1.84", at="2026-11-16T01:00:00Z"),
        line("app.example.com", "2600:1F18::1", aliases=("b.example.net", "a.example.net")),
    )
    done = read(empty_store, tmp_path / "dns")
    assert (done.objects, done.rows_read, done.is_partial) == (1, 4, False)
    columns = "address, name, aliases, first_seen, last_seen"
    ten, late, one = (datetime(2026, 11, 16, *clock) for clock in ((0, 10), (0, 59, 59), (1, 0)))
    assert seen(empty_store, columns) == [
        ("2600:1f18::1", "app.example.com", ["a.example.net", "b.example.net"], ten, ten),
        ("54.239.1.84", "sts.ap-east-1.amazonaws.com", [], ten, late),
        ("54.239.1.84", "sts.ap-east-1.amazonaws.com", [], one, one),
        ("54.239.1.90", "sts.ap-east-1.amazonaws.com", [], ten, ten),
    ]


def test_only_answers_with_addresses_are_kept(empty_store: Duck, tmp_path: Path) -> None:
    write(
        tmp_path / "dns",
        line("gone.example.com", "192.0.2.1", rcode="NXDOMAIN"),
        line("empty.example.com"),
        line("alias.example.com", aliases=("b.example.net",)),
    )
    assert read(empty_store, tmp_path / "dns").rows_read == 3
    assert seen(empty_store) == []


def test_queries_through_an_inbound_endpoint_name_no_client(empty_store: Duck, tmp_path: Path) -> None:
    write(tmp_path / "dns", line("a.example.com", "192.0.2.1", srcids={"resolver_endpoint": "rslvr-in-0"}))
    read(empty_store, tmp_path / "dns")
    assert seen(empty_store) == [("vpc-1", None, "192.0.2.1", "a.example.com")]


def test_the_vpc_is_in_the_file_name_where_the_lines_lack_it(empty_store: Duck, tmp_path: Path) -> None:
    write(tmp_path / "dns", line("a.example.com", "192.0.2.1", vpc_id=None))
    read(empty_store, tmp_path / "dns")
    assert seen(empty_store, "vpc_id") == [("vpc-0a0a0a0a0a0a0a0a0",)]


def test_bad_lines_count_and_stop_nothing(empty_store: Duck, tmp_path: Path) -> None:
    write(
        tmp_path / "dns",
        '{"broken',
        line("a.example.com", "192.0.2.1"),
        "plain text",
        line("b.example.com", "192.0.2.2", at="yesterday"),
        line("c.example.com", "192.0.2.3", answers="none"),
    )
    done = read(empty_store, tmp_path / "dns")
    assert seen(empty_store, "name") == [("a.example.com",)]
    assert empty_store.rows("select kind, status, rows_read, rows_rejected from ingested_object") == [
        ("query_log", "partial", 5, 3)
    ]
    assert done.is_partial


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        pytest.param(b"", "failed", "It is empty.", id="empty"),
        pytest.param(gzip.compress(b'{"query_name": "a."}\n')[:-6], "failed", "It is cut short", id="cut short"),
        pytest.param(b"version account-id\n", "refused", "its first line is no JSON object", id="flow log"),
        pytest.param(b'{"eventName": "x"}\n', "refused", "its first line has no query_name", id="other JSON"),
        pytest.param(b'{\n "query_name": "a."}\n', "refused", "spread over lines", id="pretty"),
    ],
)
def test_a_bad_object_stands_alone(empty_store: Duck, tmp_path: Path, content: bytes, status: str, reason: str) -> None:
    write(tmp_path / "dns", line("a.example.com", "192.0.2.1"))
    (tmp_path / "dns" / NAME.format("b2")).write_bytes(content)
    done = read(empty_store, tmp_path / "dns")
    assert seen(empty_store, "name") == [("a.example.com",)]
    assert reason in done.not_read[0]
    assert empty_store.rows("select status from ingested_object where status <> 'ok'") == [(status,)]


def test_twice_reads_once_and_another_size_replaces(empty_store: Duck, tmp_path: Path) -> None:
    write(tmp_path / "dns", line("a.example.com", "192.0.2.1"))
    read(empty_store, tmp_path / "dns")
    assert read(empty_store, tmp_path / "dns").objects == 0
    write(tmp_path / "dns", line("b.example.com", "192.0.2.2"), line("c.example.com", "192.0.2.3"))
    read(empty_store, tmp_path / "dns")
    assert seen(empty_store, "name") == [("b.example.com",), ("c.example.com",)]


def test_a_window_takes_the_day_before_it_along(empty_store: Duck, tmp_path: Path) -> None:
    folder = tmp_path / "AWSLogs/111122223333/vpcdnsquerylogs/vpc-1/2026/11"
    for day, hour in (("15", "09"), ("15", "11"), ("17", "03")):
        name = NAME.format("c3").replace("20261116T0000", f"202611{day}T{hour}00")
        write(folder / day, line(f"at-{day}-{hour}.example.com", "192.0.2.1"), name=name)
    write(tmp_path / "AWSLogs/111122223333/vpcflowlogs/ap-east-1/2026/11/16", "not looked at", name="x.log.gz")
    read(empty_store, tmp_path, Window(datetime(2026, 11, 16, 13), datetime(2026, 11, 16, 14)))
    assert seen(empty_store, "name") == [("at-15-11.example.com",)]


def test_security_lakes_twins_read_like_the_lines(empty_store: Duck, tmp_path: Path) -> None:
    """AWS's own samples: an A answer through an inbound endpoint; REFUSED, SERVFAIL and PTR name nothing."""
    lake = shared("samples/aws-security-lake-ocsf/ROUTE53")
    for path in lake.glob("*.parquet"):
        (tmp_path / "lake").mkdir(exist_ok=True)
        shutil.copy(path, tmp_path / "lake")
    done = read(empty_store, tmp_path / "lake")
    assert empty_store.rows("select status, count(*) from ingested_object group by all") == [("ok", 4)]
    assert done.rows_read == 4
    assert seen(empty_store) == [("vpc-00000000000000000", None, "127.0.0.62", "ip-127-0-0-62.alert.firewall.canary")]


@pytest.mark.parametrize("to", [{"instance_uid": None, "ip": "10.0.0.2"}, {"ip": "10.0.0.2"}, None])
def test_a_lake_whose_queries_lack_where_they_went_is_read(
    empty_store: Duck, tmp_path: Path, to: dict[str, Any] | None
) -> None:
    """A member that is NULL in every row has no type in the file, if other writers than Security Lake wrote it."""
    asked = {
        "time": 1794787200000, "src_endpoint": {"vpc_uid": "vpc-1", "ip": "10.0.0.1"}, "dst_endpoint": to,
        "query": {"hostname": "a.example."}, "answers": [{"type": "A", "rdata": "192.0.2.1"}], "rcode": "NoError",
    }  # fmt: skip
    (tmp_path / "lake").mkdir()
    pq.write_table(pa.Table.from_pylist([asked]), tmp_path / "lake" / "a.gz.parquet")
    read(empty_store, tmp_path / "lake")
    assert seen(empty_store) == [("vpc-1", "10.0.0.1", "192.0.2.1", "a.example")]
