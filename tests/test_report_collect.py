"""What a report collects: the macros' figures, notes on what is left out, and the way out of an empty window."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from nat_attrib import duck as engine
from nat_attrib import sqlfiles
from nat_attrib.errors import UsageError
from nat_attrib.report import By, Grouping, NoDataError, Report, collect, collect_recommendations, collect_span
from nat_attrib.report.cells import GIB
from nat_attrib.report.notes import _denied as denied
from nat_attrib.window import Window
from tests.report_world import DAY, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck


@pytest.fixture(scope="module")
def store(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("report") / "day.duckdb"))
    yield fill(duck)
    duck.close()


@pytest.fixture(scope="module")
def report(store: Duck) -> Report:
    return collect(store, DAY, By(Grouping.AZ), complete=False)


def test_what_aws_denied_at_the_newest_look_is_a_note(empty_store: Duck) -> None:
    empty_store.execute("""
        insert into inventory_snapshot values
          -- denied now, whole before
          ('111122223333', 'eu-west-1', 'subnet', '2026-11-20', 4, null),
          ('111122223333', 'eu-west-1', 'subnet', '2026-11-21', 0, 'AWS denied ec2:DescribeSubnets; allow it.'),
          -- an account whose role was refused from the first
          ('444455556666', 'us-east-1', 'subnet', '2026-11-21', 0, 'AWS denied sts:AssumeRole on r; let it.'),
          ('444455556666', 'us-east-1', 'vpc', '2026-11-21', 0, 'AWS denied sts:AssumeRole on r; let it.'),
          -- denied once, answered since; and a file that a folder lacks
          ('777788889999', 'us-east-1', 'vpc', '2026-11-20', 0, 'AWS denied ec2:DescribeVpcs; allow it.'),
          ('777788889999', 'us-east-1', 'vpc', '2026-11-21', 1, null),
          ('777788889999', 'us-east-1', 'subnet', '2026-11-21', 0, 'describe-subnets.json is missing.')
    """)
    rows = empty_store.dicts(sqlfiles.text("stages/report/denied_accounts"))
    assert denied(rows) == [
        (
            "Account 111122223333 in eu-west-1: AWS denied ec2:DescribeSubnets; allow it; "
            "what that tells is as of 2026-11-20 00:00 UTC."
        ),
        (
            "Account 444455556666 in us-east-1: AWS denied sts:AssumeRole on r; let it; "
            "what that tells is unknown, and bytes may be missing."
        ),
    ]


def test_totals_are_the_sums_of_the_day(report: Report) -> None:
    assert report.totals["bytes"] == 920 * GIB
    assert report.totals["bytes_out"] + report.totals["bytes_in"] == report.totals["bytes"]
    # 905 GiB at the gateway with a price, 250 GiB of them from the other AZ at 2 x $0.01
    assert report.totals["nat_usd"] == pytest.approx(905 * 0.05)
    assert report.totals["cross_az_usd"] == pytest.approx(250 * 0.02)
    assert report.totals["unpriced_bytes"] == 15 * GIB
    assert (report.totals["sources"], report.totals["gateways"]) == (9, 2)


def test_the_chosen_ranking_alone(report: Report) -> None:
    assert list(report.rankings) == ["by_az"]


def test_coverage_says_how_much_of_the_window_is_logged(report: Report) -> None:
    first, second = report.coverage
    assert (first["covered_hours"], first["gateway_hours"], first["is_lower_bound"]) == (23.0, 24.0, True)
    assert first["share"] == pytest.approx(23 / 24)
    assert (second["share"], second["is_lower_bound"], second["cloudwatch_bytes"]) == (1.0, False, None)


def test_notes_name_everything_that_is_left_out(report: Report) -> None:
    notes = "\n".join(report.notes)
    for said in (
        r"lower bound at nat-0aaaaaaaaaaaaaaa1 \(23\.0 of 24\.0 hours covered\)",
        r"left records out .* nat-0aaaaaaaaaaaaaaa1 \(3 SKIPDATA records\)",
        r"2 objects could not be read; .* b\.log\.gz: the gzip stream ends too early\.",
        r"1 object could not be used, such as d\.parquet: the column bytes is missing",
        r"1 object had 2 records that could not be read, such as e\.log\.gz: line 7 has 3 fields\.",
        r"15\.0 GiB at nat-0bbbbbbbbbbbbbbb2 have no price: provisioned bandwidth has its own rate\.",
        r"50\.0 GiB \(\$2\.50\) went to AWS services that an address does not name",
        r"5\.0 GiB \(\$0\.25\) went to remotes that the flow logs do not tell; add \$\{pkt-srcaddr\}",
        r"15\.0 GiB \(\$0\.25\) came from addresses that neither",
        r"15\.0 GiB \(\$0\.25\) came from clients whose VPC is unknown",
        r"10\.0 GiB came from addresses that two networks hold",
        r"24\.0 GiB arrived at the gateways from outside",
        r"Prices of ap-east-1: AWS Price List, 2026-04-01\.",
        r"both sides of the crossing",
        r"AWS address ranges: the table that ships with the program, 2026-04-30\.",
    ):
        assert re.search(said, notes), said
    assert "long ago" not in notes


def test_one_side_of_the_crossing_when_the_user_says_so(empty_store: Duck) -> None:
    empty_store.execute("insert into setting values ('cross_az_sides', '1')")
    report = collect(fill(empty_store), DAY, By(), complete=False)
    assert any("count one side of the crossing" in note for note in report.notes)
    assert report.totals["cross_az_usd"] == pytest.approx(250 * 0.01)


def test_a_gateway_without_any_log_is_named(empty_store: Duck) -> None:
    fill(empty_store).execute("delete from gateway_hour where nat_gateway_id = 'nat-0bbbbbbbbbbbbbbb2'")
    empty_store.execute("delete from nat_service_hour where nat_gateway_id = 'nat-0bbbbbbbbbbbbbbb2'")
    notes = collect(empty_store, DAY, By(), complete=False).notes
    assert any("No flow log covers nat-0bbbbbbbbbbbbbbb2" in note for note in notes)


def test_an_empty_window_says_which_options_show_the_data(empty_store: Duck) -> None:
    week = timedelta(days=7)
    later = Window(DAY.until + week, DAY.until + week + timedelta(hours=6))
    with pytest.raises(NoDataError) as caught:
        collect(fill(empty_store), later, By())
    assert str(caught.value).endswith("use --since 2026-05-01T18:00 --until 2026-05-02T00:00.")
    found = re.search(r"--since (\S+) --until (\S+)\.$", str(caught.value))
    assert found
    shown = Window(*(datetime.fromisoformat(text) for text in found.groups()))
    assert collect(empty_store, shown, By(), complete=False).totals["bytes"] == 5 * GIB


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (
            Window(DAY.since - HOUR, DAY.until),
            r"the first hour of this window, up to 2026-05-01 00:00 UTC: .* not known\. ",
        ),
        (Window(DAY.since, DAY.until + 48 * HOUR), r"the last 48 hours of this window, from 2026-05-02 00:00 UTC on: "),
        (Window(DAY.since - 2 * HOUR, DAY.until + HOUR), r"the first 2 hours of .* UTC, nor the last hour of this "),
    ],
)
def test_a_window_beyond_the_logs_says_which_options_ask_for_them(
    store: Duck, report: Report, window: Window, said: str
) -> None:
    (note,) = collect_span(store, window)
    assert re.search(said, note)
    asked = {flag: datetime.fromisoformat(text) for flag, text in re.findall(r"--(since|until) (\S+)", note)}
    mended = Window(asked.get("since", window.since), asked.get("until", window.until))
    assert mended == DAY, "both ends that lie beyond, and no other"
    assert collect_span(store, mended) == []
    whole = collect(store, window, By(), complete=False)
    assert whole.notes[0] == note
    assert whole.totals["bytes"] == report.totals["bytes"]
    assert whole.totals["nat_hours_usd"] >= report.totals["nat_hours_usd"]


def test_an_empty_file_says_what_to_run(empty_store: Duck) -> None:
    with pytest.raises(NoDataError, match="run nat-attrib ingest"):
        collect_recommendations(empty_store, DAY)


def test_covered_hours_without_bytes_are_data(empty_store: Duck) -> None:
    fill(empty_store).execute("delete from nat_service_hour")
    report = collect(empty_store, DAY, By(), complete=False)
    assert report.totals["bytes"] == 0
    assert report.ranking == []


def test_a_tag_that_no_client_has_is_said_with_those_there_are(store: Duck) -> None:
    said = {key: collect(store, DAY, By(Grouping.TAG, key), complete=False).notes[0] for key in ("Team", "team")}
    assert re.fullmatch(r"No client has the tag Team: the keys of their tags are .*\bteam\b.*\.", said["Team"])
    assert "tag" not in said["team"]


@pytest.mark.parametrize("grouping", Grouping)
def test_every_grouping_can_be_written(grouping: Grouping) -> None:
    text = "tag:Team" if grouping is Grouping.TAG else grouping.value
    assert By.parse(text) == By(grouping, "Team" if grouping is Grouping.TAG else None)


@pytest.mark.parametrize("text", ["", "tag", "tag:", "service:x", "service:", "sauce", "source,", "TAG:x"])
def test_what_is_no_grouping_is_refused_with_the_list(text: str) -> None:
    with pytest.raises(UsageError, match="tag:KEY"):
        By.parse(text)


def test_a_tag_key_may_hold_colons_and_commas() -> None:
    assert By.parse("tag:aws:autoscaling:groupName,x").tag_key == "aws:autoscaling:groupName,x"


def test_the_order_of_source_and_service_does_not_matter() -> None:
    assert By.parse("service, source") == By()
