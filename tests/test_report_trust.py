"""What changed, and the flow logs beside CloudWatch and the bill: each format whole, and the commands."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from nat_attrib import duck as engine
from nat_attrib.cli.commands import app
from nat_attrib.errors import ExitCode
from nat_attrib.report import (
    By,
    Format,
    Plain,
    collect,
    collect_changes,
    collect_trust,
    render,
    render_changes,
    render_trust,
)
from nat_attrib.window import Window
from tests import trust_world as said
from tests.pipeline import started
from tests.report_world import DAY, fill
from tests.test_report_render import SUFFIX, TEXTS, golden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck
    from nat_attrib.report.changes import Changes
    from nat_attrib.report.trust import Trust

MEASURED = """
-- The day before had a tenth of the first client's bytes.
insert into nat_service_hour
select * replace (hour - interval 1 day as hour, bytes_out // 10 as bytes_out, bytes_in // 10 as bytes_in)
from nat_service_hour where source_id = 1;
insert into gateway_hour
select * replace (hour - interval 1 day as hour, 1073741824 as l4_bytes) from gateway_hour;
update gateway_hour set l4_bytes = 400 * 1073741824::bigint
where hour = timestamp '2026-05-01 14:00' and nat_gateway_id like '%1';
insert into metric_hour
select
  hour, '111122223333', 'ap-east-1', nat_gateway_id, metric,
  case when metric = 'BytesOutToSource' then l4_bytes * 1.25 else 0 end
from gateway_hour
cross join (values ('BytesInFromSource'), ('BytesOutToSource'), ('BytesInFromDestination')) as m(metric)
where hour >= timestamp '2026-05-01' and nat_gateway_id like '%1';
insert into bill_line by name
select
  timestamp '2026-05-01' as hour, timestamp '2026-05-02' as usage_end, '111122223333' as account_id,
  'ap-east-1' as region, 'nat-0aaaaaaaaaaaaaaa1' as resource_id, usage_type, amount as usage_amount,
  cost as unblended_cost, 'USD' as currency, 'cur' as source
from (values ('NatGateway-Bytes', 500.0, 20.0), ('NatGateway-Hours', 24.0, 1.08)) as t(usage_type, amount, cost);
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Path(shutil.copy(started(), tmp_path_factory.mktemp("measured") / "nat.duckdb"))
    duck = engine.connect(made)
    duck.execute("delete from price")
    fill(duck).execute(MEASURED)
    duck.close()
    return made


@pytest.fixture(scope="module")
def store(path: Path) -> Iterator[Duck]:
    duck = engine.connect(path, read_only=True)
    yield duck
    duck.close()


@pytest.fixture(scope="module")
def changes(store: Duck) -> Changes:
    return collect_changes(store, DAY, top=4)


@pytest.fixture(scope="module")
def trust(store: Duck) -> Trust:
    return collect_trust(store, DAY)


@pytest.mark.parametrize("format", TEXTS)
def test_what_changed(changes: Changes, format: Format) -> None:  # noqa: A002
    text = render_changes(changes, format)
    golden(f"changes.{SUFFIX[format]}", text)
    assert format is not Format.TABLE or max(cell_len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize("format", TEXTS)
def test_beside_cloudwatch_and_the_bill(trust: Trust, format: Format) -> None:  # noqa: A002
    text = render_trust(trust, format)
    golden(f"trust.{SUFFIX[format]}", text)
    assert format is not Format.TABLE or max(cell_len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (6, "cover 47.0 gateway hours before and 36.0 in this window: a part of the fall is only less logged time"),
        (-24, "cover 0.0 gateway hours before and 47.0 in this window: a part of the growth is only more logged time"),
    ],
)
def test_windows_of_unequal_logged_time_say_so_under_a_heading(store: Duck, hours: int, said: str) -> None:
    moved = timedelta(hours=hours)
    found = collect_changes(store, Window(DAY.since + moved, DAY.until + moved))
    table, markdown = (render_changes(found, each) for each in (Plain.TABLE, Plain.MARKDOWN))
    notes = table.split("\n\nNotes\n- ")[1]
    assert said in " ".join(notes.split())
    assert said in markdown.split("\n\n### Notes\n\n- ")[1]
    assert (hours > 0) == ("--until 2026-05-02T00:00 asks for" in " ".join(notes.split()))


def test_formats_of_changes_agree(store: Duck) -> None:
    found = collect_changes(store, DAY)
    rows = list(csv.DictReader(io.StringIO(render_changes(found, Format.CSV))))
    known = json.loads(render_changes(found, Format.JSON))["changes"]
    assert [int(row["change"]) for row in rows] == [row["change"] for row in known]
    assert sum(row["change"] for row in known) == sum(row["bytes_after"] - row["bytes_before"] for row in known)


def test_the_report_begins_with_what_it_explains_and_ends_the_table_with_what_it_does_not(store: Duck) -> None:
    report = collect(store, DAY, By(), complete=False)
    lines = render(report, Format.TABLE).splitlines()
    assert lines[2].split()[:3] == ["Coverage", "80.0", "%"]
    assert any(line.startswith("Not explained") for line in lines[3:9])
    assert any(line.startswith("Warning: The flow logs explain 80.0 %") for line in lines)
    total = next(place for place, line in enumerate(lines) if line.startswith("Total"))
    assert lines[total + 1].startswith("Not explained")
    assert report.unexplained_bytes == report.unexplained[0]["measured_bytes"] - report.unexplained[0]["flow_log_bytes"]
    markdown = render(report, Format.MARKDOWN)
    assert "| Not explained |" in markdown
    assert "> **Warning:** The flow logs explain 80.0 %" in markdown


def run(db: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["--db", str(db), *words])


BOUNDS = ("--since", "2026-05-01", "--until", "2026-05-02")


def test_the_commands(path: Path, tmp_path: Path) -> None:
    db = shutil.copy(path, tmp_path / "nat.duckdb")
    changes = run(db, "report", "--changes", "--top", "4", *BOUNDS)
    assert changes.exit_code == ExitCode.DONE
    assert "Spikes" in changes.stdout
    page = run(db, "report", *BOUNDS, "--format", "html", "-o", str(tmp_path / "page.html"))
    assert page.exit_code == ExitCode.DONE
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run(db, "export", "--parquet", str(tmp_path / "out")).exit_code == ExitCode.DONE


def test_a_report_is_priced_by_the_bill_or_the_list(path: Path, tmp_path: Path) -> None:
    db = shutil.copy(path, tmp_path / "nat.duckdb")
    by_bill, by_list = (
        json.loads(run(db, "report", *BOUNDS, "--cost-basis", basis, "--format", "json").stdout)["totals"]["nat_usd"]
        for basis in ("bill", "list")
    )
    # the bill says $0.04 where the list says $0.05
    assert by_bill == pytest.approx(by_list * 0.8)


def test_reconcile_without_credentials_says_why_and_shows_what_was_logged(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = shutil.copy(path, tmp_path / "nat.duckdb")
    duck = engine.connect(db)
    duck.execute("delete from metric_hour")
    duck.execute("delete from bill_line")
    duck.close()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    done = run(db, "reconcile", *BOUNDS)
    assert done.exit_code == ExitCode.PARTIAL
    assert "CloudWatch of this account was not asked: No AWS credentials were found" in done.stderr
    assert "was asked of account" not in done.stderr
    assert "nat-0aaaaaaaaaaaaaaa1   400.0           -" in done.stdout


def test_reconcile_reads_a_bill_and_fails_below_the_threshold(path: Path, tmp_path: Path) -> None:
    db = shutil.copy(path, tmp_path / "nat.duckdb")
    line = said.line(DAY.since, "APE1-NatGateway-Bytes", 777, 31.08, resource="nat-0aaaaaaaaaaaaaaa1")
    bill = said.write_cur2([line], tmp_path / "cur")
    words = ("reconcile", *BOUNDS, "--no-cloudwatch", "--bill", str(bill), "--format", "json")
    done = run(db, *words, "--fail-on", "0.5")
    assert done.exit_code == ExitCode.DONE
    assert [row["usage_amount"] for row in json.loads(done.stdout)["billed"]] == [777.0]
    assert run(db, *words, "--fail-on", "0.95").exit_code == ExitCode.FAIL_ON
