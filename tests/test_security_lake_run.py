"""A whole run on a bucket of Security Lake equals one on the bucket of the flow log that the lake was fed from."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import faultproxy
from tests.pipeline import NAMED, broken_checks, opened, started, traffic
from tests.test_end_to_end import command
from tests.world import FlowLog, fields_up_to, small_world, write_inventory, write_logs
from tests.world.small import START
from tests.world.truth import hour_of

LAKE = "aws-security-data-lake-ap-east-1-abcdefghijklmnop"
MOVED = START + 2 * 3600
"""When the lake moved from its source version 1 to 2."""
SINCE, UNTIL = hour_of(START).isoformat(), hour_of(START + 3 * 3600).isoformat()


@dataclass(frozen=True)
class Ran:
    """What a run left: its exit code, its file, and its report as JSON."""

    code: int
    db: Path
    report: dict[str, Any]


def foreign(key: str) -> tuple[str, ...]:
    """Return keys beside a lake's object that no run opens: another source, somebody's own, and another day."""
    source = key.rpartition("/region=")[0]
    return (
        key.replace("aws/VPC_FLOW/", "aws/CLOUD_TRAIL_MGMT/"),
        key.replace(source, "ext/firewall/1.0"),
        key.replace("eventDay=20261116", "eventDay=20260101"),
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """A run on the bucket of the flow log, and one on that of a lake with both source versions."""
    folder = tmp_path_factory.mktemp("lake-run")
    world = small_world(seed=17, hours=3, talks=40)
    write_inventory(world.topology, folder / "inventory")
    log = FlowLog(fields=fields_up_to(8), slot_seconds=3600)
    early = [record for record in world.records if record.end < MOVED]
    late = [record for record in world.records if record.end >= MOVED]
    write_logs(world.records, folder / "flow-logs-of-prod", log, file_format="text-gz")
    write_logs(early, folder / LAKE, log, file_format="ocsf-1.0.0-rc.2")
    write_logs(late, folder / LAKE, log, file_format="ocsf-1.1.0")
    found: dict[str, Ran] = {}
    with faultproxy.server() as (host, port), pytest.MonkeyPatch.context() as patch:
        url = f"http://{host}:{port}"
        patch.setenv("AWS_ENDPOINT_URL", url)
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        s3 = faultproxy.client(url)
        for bucket in ("flow-logs-of-prod", LAKE):
            s3.create_bucket(Bucket=bucket)
            for path in sorted((folder / bucket).rglob("*.gz*")):
                key = path.relative_to(folder / bucket).as_posix()
                s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
                for other in foreign(key) if bucket == LAKE else ():
                    assert other != key
                    s3.put_object(Bucket=bucket, Key=other, Body=b"not Parquet")
            db, report = Path(shutil.copy(started(), folder / f"{bucket}.duckdb")), folder / f"{bucket}.json"
            window = ("--since", SINCE, "--until", UNTIL)
            code = command("--db", db, "run", f"s3://{bucket}/", "--inventory", folder / "inventory", *window)
            assert command("--db", db, "report", *window, "--format", "json", "-o", report) == 0
            found[bucket] = Ran(code, db, json.loads(report.read_text(encoding="utf-8")))
    return found


def test_a_run_on_a_lake_equals_one_on_its_flow_log(ran: dict[str, Ran]) -> None:
    raw, lake = ran["flow-logs-of-prod"], ran[LAKE]
    assert (raw.code, lake.code) == (0, 0)
    assert traffic(lake.db, NAMED) == traffic(raw.db, NAMED)
    assert len(traffic(lake.db)) > 20
    assert broken_checks(lake.db) == {}
    assert lake.report["totals"]["bytes"] > 0
    assert lake.report == raw.report
    with opened(lake.db) as duck:
        rows = duck.rows(
            "select regexp_extract(key, '^(aws/.*)/region=.*/eventDay=20261116/', 1), status from ingested_object"
        )
    assert set(rows) == {("aws/VPC_FLOW/1.0", "ok"), ("aws/VPC_FLOW/2.0", "ok")}
