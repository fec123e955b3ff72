"""Whole runs while S3, networks and disks fail as they do: nothing lost, nothing doubled, the reason named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib import run, store
from nat_attrib.aws import Aws
from nat_attrib.ingest import Source, stage
from nat_attrib.ingest.fetch import Fetcher
from nat_attrib.ingest.list_s3 import list_s3
from nat_attrib.progress import SilentProgress
from tests import faultproxy
from tests.conftest import ROOT
from tests.faultproxy import Rule
from tests.pipeline import NAMED, broken_checks, laid_out, opened, run_local, traffic
from tests.test_list_faults import WINDOW as LISTED
from tests.test_shards import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

LEDGER = "select object_id, size_bytes, status, rows_read from ingested_object order by all"


@pytest.fixture(scope="module", name="laid_out")
def _laid_out() -> Path:
    return laid_out()


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[faultproxy.Proxy, Any]]:
    with faultproxy.server() as address, faultproxy.proxy(address) as proxy:
        yield proxy, faultproxy.client(proxy.url)


@pytest.fixture
def cloud(
    laid_out: Path, s3: tuple[faultproxy.Proxy, Any], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> tuple[faultproxy.Proxy, Any, str]:
    """The proxy, a client, and a bucket of the test's own with all logs."""
    proxy, client = s3
    proxy.rules, proxy.requests = [], []
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
    monkeypatch.setattr(stage, "Fetcher", partial(Fetcher, wait=lambda _: None))
    bucket = f"logs-{abs(hash(request.node.name)) % 10**8}"
    client.create_bucket(Bucket=bucket)
    for path in (laid_out / "logs").rglob("*.parquet"):
        client.upload_file(str(path), bucket, path.relative_to(laid_out / "logs").as_posix())
    return proxy, client, bucket


def ingested(laid_out: Path, db: Path, bucket: str) -> run.Done:
    if not db.exists():
        shutil.copy(laid_out / "known.duckdb", db)
    with store.writing(db) as duck:
        sources = [Source.parse(f"s3://{bucket}")]
        inputs = run.Inputs(sources=sources, window=WINDOW, spool=db.with_name("spool"), aws=Aws.default())
        return run.run(duck, inputs, SilentProgress())


def same(db: Path, other: Path) -> bool:
    with opened(db) as duck, opened(other) as whole:
        assert duck.rows(LEDGER) == whole.rows(LEDGER)
    return traffic(db, NAMED) == traffic(other, NAMED) and broken_checks(db) == {}


def skewed(handler: Any, _: HTTPResponse, __: bytes) -> None:
    """Answer as S3 does when this machine's clock is off."""
    handler.error(
        403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."
    )


def broken(handler: Any, _: HTTPResponse, __: bytes) -> None:
    """Answer as S3 does on a bad day."""
    handler.error(500, "InternalError", "We encountered an internal error. Please try again.")


def test_what_passes_at_once_changes_nothing_and_what_is_denied_is_named_and_read_once_it_is_allowed(
    laid_out: Path, cloud: tuple[faultproxy.Proxy, Any, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a server that hangs is asked again."""
    proxy, _, bucket = cloud
    ended = Event()

    def hangs(handler: Any, _: HTTPResponse, __: bytes) -> None:
        ended.wait(20)
        handler.close_connection = True

    made = Aws.client

    # A minute is too long for a test.
    def impatient(self: Aws, service: str, region: str | None = None) -> Any:
        client = made(self, service, region)
        client._endpoint.http_session._timeout = 1
        client._endpoint.http_session._manager.connection_pool_kw["timeout"] = 1
        return client

    monkeypatch.setattr(Aws, "client", impatient)
    faults = (faultproxy.slow_down, broken, faultproxy.reset, faultproxy.truncated, faultproxy.flipped, skewed, hangs)
    passing = [Rule("list-type=2", faultproxy.slow_down, times=1)]
    passing += [Rule(".parquet", fault, times=1) for fault in faults]
    denied = {path.name for path in (laid_out / "logs").rglob("*T001[05]Z_*.parquet")}
    proxy.rules = [*(Rule(name, faultproxy.denied) for name in denied), *passing]
    db = tmp_path / "nat.duckdb"
    try:
        done = ingested(laid_out, db, bucket)
    finally:
        ended.set()
    assert [rule.times for rule in passing] == [0] * 8
    assert len(done.notes) == len(denied) > 0
    assert all("allow s3:GetObject for the role" in note for note in done.notes)
    with opened(db) as duck, opened(laid_out / "whole.duckdb") as whole:
        ledger = whole.rows(LEDGER)
        assert [row for row in duck.rows(LEDGER) if row[2] == "ok"] == [row for row in ledger if row[0] not in denied]
        assert duck.row("select count(*) from ingested_object where status = 'failed'") == (len(denied),)
        assert duck.row("select count(*) > 0 from nat_traffic") == (True,)
    proxy.rules = []
    assert not ingested(laid_out, db, bucket).is_partial
    assert same(db, laid_out / "whole.duckdb")


def test_objects_that_vanish_or_change_after_the_listing(
    laid_out: Path, cloud: tuple[faultproxy.Proxy, Any, str], tmp_path: Path
) -> None:
    proxy, client, bucket = cloud
    keys = sorted(found["Key"] for found in client.list_objects_v2(Bucket=bucket)["Contents"])
    gone, changed, other = keys[2], keys[4], keys[5]
    copied = {"Bucket": bucket, "Key": other}
    proxy.rules = [
        Rule(f"GET /{bucket}/{gone}", faultproxy.passed, 1, lambda: client.delete_object(Bucket=bucket, Key=gone)),
        Rule(
            f"GET /{bucket}/{changed}", faultproxy.passed, 1,
            lambda: client.copy_object(Bucket=bucket, Key=changed, CopySource=copied),
        ),
    ]  # fmt: skip
    done = ingested(laid_out, tmp_path / "nat.duckdb", bucket)
    assert [rule.times for rule in proxy.rules] == [0, 0]
    (note,) = done.notes
    assert "was deleted after it was listed" in note
    # What a run finds that comes later and sees the bucket as it is.
    assert not ingested(laid_out, tmp_path / "later.duckdb", bucket).is_partial
    assert traffic(tmp_path / "nat.duckdb", NAMED) == traffic(tmp_path / "later.duckdb", NAMED)


def test_a_listing_that_changes_while_it_is_paged(cloud: tuple[faultproxy.Proxy, Any, str]) -> None:
    proxy, client, _ = cloud
    client.create_bucket(Bucket="changing")
    names = [f"111122223333_vpcflowlogs_us-east-1_fl-0a_20261122T{hour:02d}00Z_abc.log.gz" for hour in range(24)]
    for name in names[1:]:
        client.put_object(Bucket="changing", Key=name, Body=b"x")

    def change() -> None:
        client.put_object(Bucket="changing", Key=names[0], Body=b"x")
        client.delete_object(Bucket="changing", Key=names[3])
        client.delete_object(Bucket="changing", Key=names[20])

    proxy.rules = [Rule("continuation-token", faultproxy.passed, 1, change)]
    source = Source.parse("s3://changing")
    found = [
        each.full_key for each in list_s3(client, source, LISTED, page_size=10, note=pytest.fail, problem=pytest.fail)
    ]
    assert proxy.rules[0].times == 0
    assert len(found) == len(set(found))
    assert set(names[1:]) - {names[3], names[20]} <= set(found)


def test_a_disk_that_is_full_leaves_the_file_and_says_so(laid_out: Path, tmp_path: Path) -> None:
    """The kernel refuses to let any file grow further, as a full disk does."""
    db = Path(shutil.copy(laid_out / "known.duckdb", tmp_path / "nat.duckdb"))
    before = db.read_bytes()
    most = db.stat().st_size + 2**18
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); "
        "from nat_attrib.cli import main; main()"
    )
    command = [sys.executable, "-c", limited, "--db", str(db), "ingest", str(laid_out / "logs")]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, check=False, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1].startswith("nat-attrib: error: ")
    assert "see that the disk has room" in done.stderr
    assert db.read_bytes() == before
    assert not run_local(db, laid_out / "logs").is_partial
    assert same(db, laid_out / "whole.duckdb")
