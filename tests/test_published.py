"""A task that loses its disk loses nothing: the file comes from a bucket and goes back, unless another was faster."""

from __future__ import annotations

import json
import sys
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib import cli, depot, metrics
from nat_attrib.errors import LockedError, NatAttribError, UsageError
from nat_attrib.published import published
from tests import faultproxy
from tests.pipeline import NAMED, opened, traffic
from tests.world import FlowLog, fields_up_to, small_world, write_inventory, write_logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

numbers = count()


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[faultproxy.Proxy, Any]]:
    with faultproxy.server() as address, faultproxy.proxy(address) as proxy:
        yield proxy, faultproxy.client(proxy.url)


@pytest.fixture
def bucket(s3: tuple[faultproxy.Proxy, Any], monkeypatch: pytest.MonkeyPatch) -> str:
    proxy, client = s3
    proxy.rules, proxy.requests = [], []
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
    name = f"results-{next(numbers)}"
    client.create_bucket(Bucket=name)
    return name


def body(client: Any, bucket: str) -> bytes:
    content: bytes = client.get_object(Bucket=bucket, Key="nat.duckdb")["Body"].read()
    return content


def test_a_run_without_its_disk_goes_on(
    s3: tuple[faultproxy.Proxy, Any],
    bucket: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = small_world(seed=15, hours=1, talks=8)
    write_logs(world.records, tmp_path / "logs", FlowLog(fields=fields_up_to(5)))
    write_inventory(world.topology, tmp_path / "inventory")
    ranges = {"syncToken": "1", "createDate": "2026-08-22-00-00-00", "ipv6_prefixes": []}
    ranges["prefixes"] = [{"ip_prefix": "52.94.0.0/22", "region": "ap-east-1", "service": "AMAZON"}]
    (tmp_path / "ranges.json").write_text(json.dumps(ranges))

    def run(disk: str) -> Path:
        (tmp_path / disk).mkdir()
        asked = ["--db", f"{disk}/nat.duckdb", "--log-format", "json", "run", "logs", "--inventory", "inventory",
                 "--ip-ranges", "ranges.json", "--publish", f"s3://{bucket}/nat.duckdb",
                 "--metrics", f"{disk}/nat.prom"]  # fmt: skip
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["nat-attrib", *asked])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert not end.value.code, capsys.readouterr().err
        return tmp_path / disk / "nat.duckdb"

    first = run("first")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert len({line["run_id"] for line in lines}) == 1
    assert body(s3[1], bucket) == first.read_bytes()
    second = run("second")
    (ingest,) = [line for line in map(json.loads, capsys.readouterr().err.splitlines()) if line.get("step") == "ingest"]
    assert (ingest["objects"], ingest["already_read"]) == (0, len(list((tmp_path / "logs").rglob("*.parquet"))))
    assert traffic(first, NAMED) == traffic(second, NAMED)
    assert body(s3[1], bucket) == second.read_bytes()
    shown = dict(
        line.rsplit(" ", 1) for line in (tmp_path / "first" / "nat.prom").read_text().splitlines() if line[0] != "#"
    )
    with opened(first) as duck:
        assert sum(float(v) for k, v in shown.items() if k.startswith("nat_attrib_nat_bytes{")) == float(
            duck.row("select sum(bytes) from nat_traffic")[0]
        )
        services = duck.rows(
            "select coalesce(service, 'unknown'), coalesce(service_region, ''), served_by, "
            "sum(bytes), fsum(nat_usd) from nat_traffic group by all"
        )
        told = [key for key in shown if key.startswith("nat_attrib_service_bytes{")]
        assert len(told) == len(services) > 3
        for service, region, served_by, size, usd in services:
            labels = f'{{service="{service}",service_region="{region}",served_by="{served_by}"}}'
            assert float(shown[f"nat_attrib_service_bytes{labels}"]) == size
            assert float(shown[f"nat_attrib_service_usd{labels}"]) == pytest.approx(usd, abs=1e-6)
        assert float(shown["nat_attrib_run_objects"]) == duck.row("select count(*) from ingested_object")[0]
    assert float(shown["nat_attrib_run_not_read"]) == 0
    assert float(shown["nat_attrib_logs_bytes"]) > 0


def test_a_file_that_another_run_has_put_there_is_not_written_over(
    s3: tuple[faultproxy.Proxy, Any], bucket: str, tmp_path: Path
) -> None:
    db, place = tmp_path / "nat.duckdb", f"s3://{bucket}/nat.duckdb"
    for first in (True, False):
        with pytest.raises(LockedError, match="Another run has published"), published(place, db):  # noqa: PT012 - what a run does
            assert db.exists() is not first
            db.write_bytes(b"mine")
            s3[1].put_object(Bucket=bucket, Key="nat.duckdb", Body=b"theirs %d" % first)
        assert body(s3[1], bucket) == b"theirs %d" % first
        db.unlink(missing_ok=True)
    # The next one begins from theirs.
    with published(place, db):
        assert db.read_bytes() == b"theirs 0"
        db.write_bytes(b"both")
    assert body(s3[1], bucket) == b"both"


def test_a_run_that_fails_puts_nothing_back_and_what_could_not_be_put_is_not_fetched_over(
    s3: tuple[faultproxy.Proxy, Any], bucket: str, tmp_path: Path
) -> None:
    proxy, client = s3
    db, place = tmp_path / "nat.duckdb", f"s3://{bucket}/nat.duckdb"
    with published(place, db):
        db.write_bytes(b"one")
    with pytest.raises(ZeroDivisionError), published(place, db):  # noqa: PT012
        db.write_bytes(b"two")
        raise ZeroDivisionError
    assert body(client, bucket) == b"one"
    proxy.rules = [faultproxy.Rule("PUT", faultproxy.denied)]
    with pytest.raises(NatAttribError, match="AWS denied s3:PutObject on"), published(place, db):  # noqa: PT012
        assert db.read_bytes() == b"two"
        db.write_bytes(b"three")
    proxy.rules = []
    with published(place, db):
        assert db.read_bytes() == b"three"
    assert body(client, bucket) == b"three"


def test_a_file_of_its_own_is_never_replaced(s3: tuple[faultproxy.Proxy, Any], bucket: str, tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    s3[1].put_object(Bucket=bucket, Key="nat.duckdb", Body=b"theirs")
    db.write_bytes(b"mine")
    with pytest.raises(NatAttribError, match="is not the file of s3://"), published(f"s3://{bucket}/nat.duckdb", db):
        pass
    assert db.read_bytes() == b"mine"
    for place in ("folder/nat.duckdb", f"s3://{bucket}"):
        with pytest.raises(UsageError), published(place, db):
            pass


def test_a_broken_download_leaves_no_file(s3: tuple[faultproxy.Proxy, Any], bucket: str, tmp_path: Path) -> None:
    proxy, client = s3
    client.put_object(Bucket=bucket, Key="nat.duckdb", Body=b"x" * 4000)
    proxy.rules = [faultproxy.Rule("GET", faultproxy.truncated)]
    db = tmp_path / "nat.duckdb"
    with pytest.raises(NatAttribError, match="did not come whole"), published(f"s3://{bucket}/nat.duckdb", db):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_goes_in_parts_under_the_same_condition(
    s3: tuple[faultproxy.Proxy, Any], bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depot, "WHOLE_BYTES", 10)
    db, place = tmp_path / "nat.duckdb", f"s3://{bucket}/nat.duckdb"
    with pytest.raises(LockedError), published(place, db):  # noqa: PT012
        db.write_bytes(b"more than ten bytes")
        s3[1].put_object(Bucket=bucket, Key="nat.duckdb", Body=b"theirs")
    assert body(s3[1], bucket) == b"theirs"
    db.unlink()
    with published(place, db):
        db.write_bytes(b"theirs, and more than ten bytes")
    assert body(s3[1], bucket) == b"theirs, and more than ten bytes"
    assert not s3[1].list_multipart_uploads(Bucket=bucket).get("Uploads")


def test_embedded_metrics_are_one_object_a_line_and_no_name_can_break_a_label() -> None:
    figures = [
        metrics.Metric("nat_attrib_rows", 3, "Rows.", "Count"),
        metrics.Metric("nat_attrib_nat_bytes", 5, "Bytes.", "Bytes", 'nat-"\n\\'),
    ]
    of = ("s3", 'ap-"east', "nat_only")
    figures.append(metrics.Metric("nat_attrib_service_bytes", 7, "Bytes.", "Bytes", service=of))
    # CloudWatch would bill each service as a metric of its own.
    whole, gateway = map(json.loads, metrics.embedded(figures).splitlines())
    assert (whole["nat_attrib_rows"], whole["_aws"]["CloudWatchMetrics"][0]["Dimensions"]) == (3, [[]])
    assert (gateway["NatGatewayId"], gateway["nat_attrib_nat_bytes"]) == ('nat-"\n\\', 5)
    assert gateway["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["NatGatewayId"]]
    assert metrics.prometheus(figures).splitlines()[-4::3] == [
        'nat_attrib_nat_bytes{nat_gateway_id="nat-\\"\\n\\\\"} 5',
        'nat_attrib_service_bytes{service="s3",service_region="ap-\\"east",served_by="nat_only"} 7',
    ]
