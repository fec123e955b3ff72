"""The commands of advice: what audit prints, when a threshold ends it, and what the config file changes."""

from __future__ import annotations

import json
import re
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from nat_attrib import duck as engine
from nat_attrib.accounts import Role
from nat_attrib.advice import bucket_policies, choices
from nat_attrib.advice.fail_on import FailOn
from nat_attrib.aws import Aws
from nat_attrib.cli import main
from nat_attrib.errors import ExitCode, UsageError
from nat_attrib.inventory import spread
from nat_attrib.window import Window
from tests.network_rows import GIB, nat, sound_network, traffic
from tests.pipeline import started

if TYPE_CHECKING:
    from collections.abc import Callable

    from nat_attrib.duck import Duck

DAY = ("--since", "2026-11-16", "--until", "2026-11-17")


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file: the sound network, DynamoDB without an endpoint, and a gateway that nothing uses."""
    path = Path(shutil.copy(started(), tmp_path_factory.mktemp("advice") / "advice.duckdb"))
    duck = engine.connect(path)
    duck.execute("delete from price")
    sound_network(duck)
    traffic(duck, "nat-a", 1, 100 * GIB, "dynamodb", "gateway_endpoint", "prefix_list")
    nat(duck, "nat-lost", "subnet-public-a", "use1-az1")
    spread(duck)
    duck.close()
    return path


@pytest.fixture
def run(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    db = Path(shutil.copy(made, tmp_path / "advice.duckdb"))
    monkeypatch.chdir(tmp_path)

    def called(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["nat-attrib", "--db", str(db), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return called


def test_audit_prints_findings_and_a_threshold_ends_it_with_4(run: Callable[..., Said]) -> None:
    said = run("audit", *DAY, "--format", "json", "--fail-on", "high")
    rows = {row["check_id"]: row for row in json.loads(said.out)}
    assert set(rows) == {"gateway_endpoint_missing", "nat_without_route"}
    assert said.code == ExitCode.FAIL_ON
    assert "1 findings are high or graver" in said.err


def test_acknowledged_findings_and_advice_stay_quiet_and_own_rates_count_at_once(run: Callable[..., Said]) -> None:
    said = run("recommend", *DAY, "--format", "json", "--fail-on", "saving=1000000")
    assert said.code == ExitCode.DONE
    [first, second] = json.loads(said.out)
    assert (first["action"], second["action"]) == ("create_gateway_endpoint", "remove_nat_gateway")
    Path("nat-attrib.toml").write_text(
        f"[acknowledged]\n{second['id']} = 'a failover'\nnat_without_route = 'the same'\n"
        "[rates.us-east-1]\nnat_gateway_gb = 0.09\n"
    )
    [left] = json.loads(run("recommend", *DAY, "--format", "json").out)
    assert left["id"] == first["id"]
    assert left["saving_usd_per_month"] == pytest.approx(2 * first["saving_usd_per_month"])
    assert "your own rate" in left["because"]
    said = run("audit", *DAY, "--fail-on", "saving=100000")
    assert "nat_without_route" not in said.out
    assert "- Prices of us-east-1: own rate." in said.out
    shown = " ".join(said.out.split())
    assert "through NAT that a free gateway endpoint would take: vpc-1 (100.0 GiB, $273.75 a month)" in shown
    assert said.code == ExitCode.DONE
    # What wraps stands right of the severity.
    assert all(re.match(r"(high|medium|low|info) |       |- |  |$", line) for line in said.out.splitlines()), said.out


@pytest.mark.parametrize(("threshold", "is_met"), [("saving=100", True), ("saving=100.01", False), ("high", False)])
def test_a_threshold_of_savings_looks_at_each_recommendation(threshold: str, *, is_met: bool) -> None:
    rows = [{"id": "a", "saving_usd_per_month": None}, {"id": "b", "saving_usd_per_month": 100.0}]
    assert bool(FailOn(threshold).by_savings(rows)) is is_met


@pytest.mark.parametrize(("threshold", "is_met"), [("growth=684", True), ("growth=685", False), ("saving=1", False)])
def test_a_threshold_of_growth_looks_at_a_month(empty_store: Duck, threshold: str, *, is_met: bool) -> None:
    # 500 GiB at $0.045 in a day after a day with none are $684.38 in 730 hours.
    sound_network(empty_store)
    traffic(empty_store, "nat-a", 1, 100 * GIB)
    day = Window(datetime(2026, 11, 16), datetime(2026, 11, 17))
    # A day that no flow log covers is nothing to grow from.
    assert FailOn(threshold).by_growth(empty_store, day) is None
    empty_store.execute("insert into gateway_hour select * replace (hour - interval 1 day as hour) from gateway_hour")
    assert bool(FailOn(threshold).by_growth(empty_store, day)) is is_met


@pytest.mark.parametrize(("threshold", "code"), [("high", ExitCode.FAIL_ON), ("growth=1", ExitCode.DONE)])
def test_a_report_ends_at_a_threshold_after_it_is_printed(
    run: Callable[..., Said], threshold: str, code: ExitCode
) -> None:
    said = run("report", *DAY, "--fail-on", threshold)
    assert said.code == code
    assert "What to change" in said.out
    assert ("--fail-on: " in said.err) is (code == ExitCode.FAIL_ON)


@pytest.mark.parametrize("threshold", ["grave", "saving", "saving=1e9", "growth=-1", ""])
def test_a_threshold_that_is_none_is_named(threshold: str) -> None:
    with pytest.raises(UsageError, match="is no threshold"):
        FailOn(threshold)


@pytest.mark.parametrize(
    "config",
    [
        {"rates": {"us-east-1": {"nat_gb": 1}}},
        {"rates": {"us-east-1": 3}},
        {"rates": {"us-east-1": {"nat_gateway_gb": "cheap"}}},
        {"discounts": {"*": 120}},
        {"discounts": {"*": True}},
        {"acknowledged": {"abc": 1}},
        {"acknowledged": "abc"},
    ],
)
def test_a_choice_that_is_none_is_named(config: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="The config file has"):
        choices.read(config)


def test_choices_become_settings_and_replace_those_of_an_earlier_config(empty_store: Duck) -> None:
    rows = choices.read(
        {"rates": {"us-east-1": {"inter_az_gb": 0}}, "discounts": {"*": 7.5, "x": {"nat_gateway_gb": 1}}}
    )
    assert rows == {"price/us-east-1/inter_az_gb": "0", "discount/*": "7.5", "discount/x/nat_gateway_gb": "1"}
    empty_store.execute("insert into setting values ('price/x/nat_gateway_gb', '1'), ('detail_days', '14')")
    choices.keep(empty_store, None)
    choices.keep(empty_store, rows)
    assert dict(empty_store.rows("from setting")) == {**rows, "detail_days": "14"}


def test_plan_writes_a_template_and_names_what_it_leaves_out(run: Callable[..., Said]) -> None:
    said = run("plan", *DAY)
    assert said.code == ExitCode.DONE
    assert "AWS::EC2::VPCEndpoint" in said.out
    assert "(remove_nat_gateway) is planned only where its id is named." in said.err
    recommended = run("recommend", *DAY, "--fail-on", "saving=10")
    assert recommended.code == ExitCode.FAIL_ON
    assert "What to change" in recommended.out
    assert "--fail-on: " in recommended.err
    found = recommended.out.rpartition("[")[2].partition("]")[0]
    named = run("plan", found, *DAY, "--format", "cli", "-o", "plan.sh")
    assert (named.code, named.out) == (ExitCode.DONE, "")
    assert f"[{found}]" in Path("plan.sh").read_text()
    assert run("plan", "nothing", *DAY).code == ExitCode.USAGE
    assert "No flow log covers" in run("plan", "--since", "2020-01-01", "--until", "2020-01-02").err


def test_recommend_says_that_its_window_goes_beyond_the_logs(run: Callable[..., Said]) -> None:
    late = ("--since", "2026-11-16", "--until", "2026-11-18")
    said = "No flow log covers the last 24 hours of this window, from 2026-11-17 00:00 UTC on"
    for format, heading in (("table", "Notes\n- "), ("markdown", "### Notes\n\n- ")):  # noqa: A001 - the flag's name
        found = run("recommend", *late, "--format", format)
        assert " ".join(found.out.split("\n\n" + heading)[1].split()).startswith(said)
    found = run("recommend", *late, "--format", "json")
    assert said in found.err
    assert said in run("report", *late, "--format", "csv").err
    assert said in run("audit", *late, "--format", "csv").err
    assert said not in run("report", *DAY, "--format", "csv").err
    assert [row["id"] for row in json.loads(found.out)] == [
        row["id"] for row in json.loads(run("recommend", *DAY, "--format", "json").out)
    ]


def test_compare_prints_both_sides_and_refuses_what_is_no_length(run: Callable[..., Said]) -> None:
    said = run("compare", "--at", "2026-11-16T12:00", "--window", "6h", "--format", "json")
    assert said.code == ExitCode.DONE
    assert json.loads(said.out)["before"] == {"since": "2026-11-16T06:00:00Z", "until": "2026-11-16T12:00:00Z"}
    for window in ("0h", "2026-11-01", "soon"):
        assert run("compare", "--at", "2026-11-16T12:00", "--window", window).code == ExitCode.USAGE
    late = run("compare", "--at", "2026-11-18")
    assert late.code == ExitCode.FAILED
    assert "There is no settled hour on both sides of 2026-11-18 00:00 UTC" in late.err


POLICY = '{"Statement":[{"Effect":"Deny","Condition":{"NotIpAddress":{"aws:SourceIp":["203.0.113.0/24","10.0.0.1"]}}}]}'


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        (POLICY, {"203.0.113.5"}),
        (POLICY.replace("203.0.113.0/24", "0.0.0.0/0"), set()),
        (POLICY.replace("203.0.113.0/24", "not an address"), set()),
        ('{"Statement":[]}', set()),
    ],
)
def test_addresses_in_conditions(policy: str, found: set[str]) -> None:
    assert bucket_policies.matches(policy, ["203.0.113.5"]) == found


def test_bucket_policies_that_know_the_gateway_are_findings(empty_store: Duck) -> None:
    nat(empty_store, "nat-1", "subnet-a", "use1-az1")
    spread(empty_store)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        for name in ("sound", "by-address"):
            client.create_bucket(Bucket=name)
        client.put_bucket_policy(Bucket="by-address", Policy=POLICY)
        rows, notes = bucket_policies.look(empty_store, [Aws.default()])
    assert [(row["check_id"], row["resource_id"]) for row in rows] == [("bucket_policy_source_ip", "by-address")]
    assert notes == []


def test_bucket_policies_of_every_account_are_read_and_one_that_refuses_stops_no_other(empty_store: Duck) -> None:
    nat(empty_store, "nat-1", "subnet-a", "use1-az1")
    spread(empty_store)
    own = Aws.default()
    with mock_aws():
        roles = [Role(f"arn:aws:iam::{account}:role/reader") for account in ("444455556666", "777788889999")]
        second, third = (own.assumed(role) for role in roles)
        client = second.client("s3", "us-east-1")
        client.create_bucket(Bucket="by-address")
        client.put_bucket_policy(Bucket="by-address", Policy=POLICY)
        refusing = third.client("s3", "us-east-1")
        with Stubber(refusing) as stub, pytest.MonkeyPatch.context() as patch:
            stub.add_client_error("list_buckets", "AccessDenied", http_status_code=403)
            make = Aws.client
            patch.setattr(Aws, "client", lambda self, *asked: refusing if self is third else make(self, *asked))
            rows, notes = bucket_policies.look(empty_store, [own, third, second])
    assert [row["resource_id"] for row in rows] == ["by-address"]
    assert [note.partition(";")[0] for note in notes] == ["AWS denied s3:ListAllMyBuckets"]
