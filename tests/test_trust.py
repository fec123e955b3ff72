"""The flow logs beside CloudWatch and the bill: 1.0 where nothing is lost, else exactly what was lost."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from moto import mock_aws

from nat_attrib import store, trust
from nat_attrib.access import Look
from nat_attrib.aws import Aws
from nat_attrib.errors import AccessError, NatAttribError, UsageError
from nat_attrib.progress import SilentProgress
from nat_attrib.trust import cloudwatch, cost_explorer
from nat_attrib.window import Window
from tests import trust_world as said
from tests.pipeline import opened, run_local
from tests.world import FlowLog, World, fields_up_to, leg_rows, small_world, write_inventory, write_logs

if TYPE_CHECKING:
    from collections.abc import Callable

    from nat_attrib.duck import Duck

DAY = Window(datetime(2026, 11, 16), datetime(2026, 11, 17))
SPAN = Window(datetime(2026, 11, 16), datetime(2026, 11, 16, 3))


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(seed=5, hours=3, talks=40)


@pytest.fixture(scope="module")
def inventory(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trust")
    write_inventory(world.topology, folder / "inventory")
    return folder / "inventory"


@pytest.fixture(scope="module")
def whole(world: World, inventory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of all records."""
    return built(world.records, inventory, tmp_path_factory.mktemp("whole"))


def built(records: list[Any], inventory: Path, folder: Path) -> Path:
    write_logs(records, folder / "logs", FlowLog(fields=fields_up_to(5)))
    run_local(folder / "nat.duckdb", folder / "logs", inventory=inventory)
    return folder / "nat.duckdb"


def gathered(db: Path, *bills: Path | str, cloudwatch: bool = False) -> trust.Gathered:
    wanted = trust.Wanted(
        SPAN,
        db.with_name("spool"),
        aws=Aws(said.session()) if cloudwatch else None,
        bills=[str(bill) for bill in bills],
    )
    with store.writing(db) as duck:
        return trust.gather(duck, wanted, SilentProgress())


def by_gateway(legs: list[dict[str, Any]], *names: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in legs:
        sums[row["nat_gateway_id"]] = sums.get(row["nat_gateway_id"], 0) + sum(row[name] for name in names)
    return sums


def reconciled(db: Path, window: Window = SPAN) -> dict[str, dict[str, Any]]:
    with opened(db) as duck:
        rows = duck.dicts("from reconciliation($since, $until)", since=window.since, until=window.until)
    return {row["nat_gateway_id"]: row for row in rows}


def test_nothing_lost_is_a_coverage_of_one(world: World, whole: Path, tmp_path: Path) -> None:
    db = Path(shutil.copy(whole, tmp_path / "nat.duckdb"))
    with mock_aws():
        said.put_metrics(said.session().client("cloudwatch"), world.legs())
        done = gathered(db, said.write_cur2(said.bill_rows(world.legs()), tmp_path / "cur"), cloudwatch=True)
    assert (done.notes, done.is_partial) == ([], False)
    expected = by_gateway(world.legs(), "l1_bytes", "l4_bytes")
    found = reconciled(db)
    assert len(found) == len(expected) == 2
    for gateway, total in expected.items():
        assert found[gateway]["flow_log_bytes"] == found[gateway]["cloudwatch_bytes"] == total
        assert found[gateway]["billed_bytes"] == total
        assert found[gateway]["coverage"] == 1.0
    with opened(db) as duck:
        hours = duck.dicts("from reconciliation_by_hour($since, $until)", since=SPAN.since, until=SPAN.until)
        assert all(row["l1_bytes"] == row["bytes_in_from_source"] for row in hours)
        assert all(row["l4_bytes"] == row["bytes_out_to_source"] for row in hours)
        assert all(row["l3_bytes"] == row["bytes_in_from_destination"] for row in hours)
        assert len(hours) == len(world.legs())
        missing = duck.rows(
            "select unexplained_bytes, measured_by from unexplained($a, $b)", a=SPAN.since, b=SPAN.until
        )
        assert missing == [(0, "CloudWatch"), (0, "CloudWatch")]
        calibrated = duck.rows("select bytes_per_gb from bill_calibration($a, $b)", a=SPAN.since, b=SPAN.until)
        assert [row[0] for row in calibrated] == pytest.approx([2**30, 2**30])


def test_the_planted_loss_is_found_to_the_byte(world: World, inventory: Path, tmp_path: Path) -> None:
    lost = [record for record in world.of_gateways() if record.leg in {"L1", "L4"}][::7]
    gone = {id(record) for record in lost}
    db = built([record for record in world.records if id(record) not in gone], inventory, tmp_path)
    with mock_aws():
        said.put_metrics(said.session().client("cloudwatch"), world.legs())
        gathered(db, cloudwatch=True)
    planted = by_gateway(leg_rows(lost), "l1_bytes", "l4_bytes")
    carried = by_gateway(world.legs(), "l1_bytes", "l4_bytes")
    assert all(planted.values())
    for gateway, row in reconciled(db).items():
        assert row["cloudwatch_bytes"] - row["flow_log_bytes"] == planted[gateway]
        assert row["coverage"] == pytest.approx(1 - planted[gateway] / carried[gateway], abs=1e-12)
    with opened(db) as duck:
        missing = dict(
            duck.rows("select nat_gateway_id, unexplained_bytes from unexplained($a, $b)", a=SPAN.since, b=SPAN.until)
        )
        warned = duck.rows(
            "select resource_id from finding_trust($a, $b) where check_id = 'low_coverage' order by 1",
            a=SPAN.since,
            b=SPAN.until,
        )
    assert missing == planted
    low = sorted(gateway for gateway, total in planted.items() if total / carried[gateway] > 0.05)
    assert [row[0] for row in warned] == low
    assert low


def test_a_regional_gateway_is_summed_over_its_zones_and_never_counted_twice(
    world: World, whole: Path, tmp_path: Path
) -> None:
    db = Path(shutil.copy(whole, tmp_path / "nat.duckdb"))
    first = world.legs()[0]["nat_gateway_id"]
    legs = [row for row in world.legs() if row["nat_gateway_id"] == first]
    with mock_aws():
        client = said.session().client("cloudwatch")
        said.put_metrics(client, legs, zones=("ap-east-1a", "ap-east-1b", "ap-east-1c"))
        said.put_metrics(client, legs)  # a total beside the zones
        gathered(db, cloudwatch=True)
    assert reconciled(db)[first]["coverage"] == 1.0


def test_failing_gateways_are_findings(world: World, whole: Path, tmp_path: Path) -> None:
    db = Path(shutil.copy(whole, tmp_path / "nat.duckdb"))
    gateway = world.legs()[0]["nat_gateway_id"]
    with mock_aws():
        client = said.session().client("cloudwatch")
        for metric in ("ErrorPortAllocation", "PacketsDropCount", "BytesInFromSource"):
            dimensions = [{"Name": "NatGatewayId", "Value": gateway}]
            said.put(client, metric, dimensions, SPAN.since + timedelta(minutes=90), 12)
        gathered(db, cloudwatch=True)
    with opened(db) as duck:
        rows = duck.rows(
            "select check_id, severity, detail from finding_trust($a, $b) where resource_id = $g order by 1",
            a=SPAN.since,
            b=SPAN.until,
            g=gateway,
        )
    assert [row[:2] for row in rows if "Port" in row[2] or "Drop" in row[2]] == [
        ("dropped_packets", "medium"),
        ("port_allocation_errors", "high"),
    ]
    assert all("12 " in row[2] for row in rows if "Port" in row[2] or "Drop" in row[2])


@pytest.mark.parametrize(
    "write", [said.write_cur2, said.write_legacy_csv, said.write_focus_csv, said.write_focus_parquet]
)
def test_every_export_tells_the_same_bill(
    world: World, empty_store: Duck, tmp_path: Path, write: Callable[[list[dict[str, Any]], Path], Path]
) -> None:
    endpoint = f"arn:aws:ec2:{said.REGION}:{said.ACCOUNT}:vpc-endpoint/vpce-0123456789abcdef0"
    hour = datetime(2026, 11, 16)
    rows = [
        *said.bill_rows(world.legs()),
        said.line(hour, "APE1-VpcEndpoint-Hours", 2, 0.02, resource=endpoint, product="AmazonVPC"),
        said.line(hour, "APE1-VpcEndpoint-Bytes", 5, 0.05, resource=endpoint, product="AmazonVPC"),
        said.line(hour, "NatGateway-Hours", 1, 0.045, resource="nat-0aaaaaaaaaaaaaaa1"),
        said.line(hour, "USE1-RegionalNatGateway-Bytes", 3, 0.135, resource="nat-0aaaaaaaaaaaaaaa2"),
        said.line(hour, "EU-NatGateway-Prvd-Bytes", 9, 0, resource="nat-0aaaaaaaaaaaaaaa3"),
        said.line(hour, "EU-NatGateway-Bytes", 1, 0.048),
    ]
    wanted = trust.Wanted(DAY, tmp_path / "spool", bills=[str(write(rows, tmp_path / "export"))])
    done = trust.gather(empty_store, wanted, SilentProgress())
    assert done.notes == []
    found = {
        (row["usage_type"], row["resource_id"]): row
        for row in empty_store.dicts("from billed($a, $b)", a=DAY.since, b=DAY.until)
    }
    for gateway, total in by_gateway(world.legs(), "l1_bytes", "l4_bytes").items():
        assert found["NatGateway-Bytes", gateway]["usage_amount"] == pytest.approx(total / 2**30, rel=1e-9)
        assert found["NatGateway-Bytes", gateway]["cost_per_unit"] == pytest.approx(said.USD_PER_GB)
        assert found["NatGateway-Hours", gateway]["region"] == "ap-east-1"
    others = {
        (name, resource): (row["region"], row["usage_amount"])
        for (name, resource), row in found.items()
        if resource is None or not resource.startswith("nat-0") or resource.startswith("nat-0aaa")
    }
    assert others == {
        ("VpcEndpoint-Hours", "vpce-0123456789abcdef0"): ("ap-east-1", 2.0),
        ("VpcEndpoint-Bytes", "vpce-0123456789abcdef0"): ("ap-east-1", 5.0),
        ("NatGateway-Hours", "nat-0aaaaaaaaaaaaaaa1"): ("us-east-1", 1.0),
        ("RegionalNatGateway-Bytes", "nat-0aaaaaaaaaaaaaaa2"): ("us-east-1", 3.0),
        ("NatGateway-Prvd-Bytes", "nat-0aaaaaaaaaaaaaaa3"): ("eu-west-1", 9.0),
        ("NatGateway-Bytes", None): ("eu-west-1", 1.0),
    }
    assert len(found) == 4 + len(others)


def test_twice_equals_once_and_a_newer_edition_replaces_the_older(empty_store: Duck, tmp_path: Path) -> None:
    hour = datetime(2026, 11, 16)
    arn = "nat-0aaaaaaaaaaaaaaa1"
    old = said.write_legacy_csv([said.line(hour, "NatGateway-Bytes", 5, 0.2, resource=arn)], tmp_path, assembly="ffff")
    for path in tmp_path.rglob("*.gz"):
        os.utime(path, (1_794_000_000, 1_794_000_000))
    wanted = trust.Wanted(DAY, tmp_path / "spool", bills=[str(old)])
    for _ in range(2):
        trust.gather(empty_store, wanted, SilentProgress())
    assert empty_store.rows("select usage_amount from bill_line") == [(5.0,)]
    said.write_legacy_csv([said.line(hour, "NatGateway-Bytes", 6, 0.24, resource=arn)], tmp_path, assembly="0000")
    done = trust.gather(empty_store, wanted, SilentProgress())
    assert empty_store.rows("select usage_amount from bill_line") == [(6.0,)]
    assert "older editions" in done.notes[0]


def test_another_export_of_the_same_months_never_adds_up(empty_store: Duck, tmp_path: Path) -> None:
    rows = [said.line(datetime(2026, 11, 16), "NatGateway-Bytes", 5, 0.2, resource="nat-0aaaaaaaaaaaaaaa1")]
    bills = [str(said.write_cur2(rows, tmp_path / "cur")), str(said.write_focus_csv(rows, tmp_path / "focus"))]
    trust.gather(empty_store, trust.Wanted(DAY, tmp_path / "spool", bills=bills), SilentProgress())
    assert empty_store.rows("select usage_amount from bill_line") == [(5.0,)]
    said.write_focus_csv(rows, tmp_path / "cur")
    with pytest.raises(NatAttribError, match="name the folder of one"):
        trust.gather(empty_store, trust.Wanted(DAY, tmp_path / "spool", bills=bills[:1]), SilentProgress())
    assert empty_store.rows("select usage_amount from bill_line") == [(5.0,)]


def test_bad_files_and_lines_stop_nothing_else(empty_store: Duck, tmp_path: Path) -> None:
    folder = said.write_cur2([said.line(datetime(2026, 11, 16), "NatGateway-Bytes", 5, 0.2)], tmp_path / "cur")
    (folder / "broken.parquet").write_bytes(b"PAR1")
    (folder / "other.csv").write_text("a,b\n1,2\n")
    (folder / "part.csv").write_text(
        "lineItem/UsageStartDate,lineItem/UsageType\n2026-11-16T00:00:00Z,NatGateway-Bytes\n"
    )
    (folder / "lines.csv").write_text(
        "lineItem/UsageStartDate,lineItem/UsageType,lineItem/UsageAmount\nwhen,NatGateway-Bytes,1\n"
    )
    done = trust.gather(empty_store, trust.Wanted(DAY, tmp_path / "spool", bills=[str(folder)]), SilentProgress())
    assert done.is_partial
    notes = "\n".join(done.notes)
    for expected in (
        "broken.parquet was not read: it is damaged",
        "other.csv was not read: it is neither a CUR nor a FOCUS export",
        "part.csv was not read: the CUR export lacks lineitemusageamount",
        "1 lines of the bill",
    ):
        assert expected in notes
    assert empty_store.rows("select usage_amount from bill_line") == [(5.0,)]
    missing = trust.Wanted(DAY, tmp_path / "spool", bills=[str(tmp_path / "no")])
    with pytest.raises(UsageError, match="There is no"):
        trust.gather(empty_store, missing, SilentProgress())


def test_a_bill_in_s3_is_the_bill_in_a_folder(world: World, empty_store: Duck, tmp_path: Path) -> None:
    folder = said.write_cur2(said.bill_rows(world.legs()), tmp_path / "cur")
    with mock_aws():
        client = boto3.client("s3", "us-east-1")
        client.create_bucket(Bucket="bills")
        for path in folder.rglob("*.parquet"):
            client.upload_file(str(path), "bills", f"exports/{path.relative_to(folder)}")
        client.put_object(Bucket="bills", Key="exports/nat/metadata/manifest.json", Body=b"{}")
        place = "s3://bills/exports"
        wanted = trust.Wanted(
            DAY, tmp_path / "spool", aws=Aws(boto3.Session()), has_cloudwatch=False, bills=[place, "s3://nobucket/x"]
        )
        with pytest.raises(NatAttribError, match=r"ListObjectsV2|ListBucket|bucket"):
            trust.gather(empty_store, wanted, SilentProgress())
    assert empty_store.row("select count(*), count(distinct source) from bill_line") == (2 * len(world.legs()), 1)
    assert not list((tmp_path / "spool").iterdir())


def test_a_bill_is_read_by_the_account_that_may(world: World, empty_store: Duck, tmp_path: Path) -> None:
    folder = said.write_cur2(said.bill_rows(world.legs()), tmp_path / "cur")
    with mock_aws():
        payer, own = Aws(boto3.Session()), Aws(boto3.Session())
        client = payer.client("s3", "us-east-1")
        client.create_bucket(Bucket="bills")
        for path in folder.rglob("*.parquet"):
            client.upload_file(str(path), "bills", f"exports/{path.relative_to(folder)}")
        refusing = own.client("s3", "us-east-1")
        with Stubber(refusing) as stub, pytest.MonkeyPatch.context() as patch:
            for _ in range(2):
                stub.add_client_error("list_objects_v2", "AccessDenied", http_status_code=403)
            make = Aws.client
            patch.setattr(Aws, "client", lambda self, *asked: refusing if self is own else make(self, *asked))
            wanted = trust.Wanted(
                DAY, tmp_path / "spool", aws=own, has_cloudwatch=False, bills=["s3://bills/exports"],
                looks=[Look(own, ()), Look(payer, ())],
            )  # fmt: skip
            assert not trust.gather(empty_store, wanted, SilentProgress()).is_partial
            assert empty_store.row("select count(*) from bill_line") == (2 * len(world.legs()),)
            with pytest.raises(AccessError, match="s3:ListBucket"):
                trust.gather(empty_store, replace(wanted, looks=()), SilentProgress())


def test_the_bills_effective_rate_prices_the_bytes(world: World, whole: Path, tmp_path: Path) -> None:
    db = Path(shutil.copy(whole, tmp_path / "nat.duckdb"))
    gathered(db, said.write_cur2(said.bill_rows(world.legs()), tmp_path / "cur"))
    total = sum(by_gateway(world.legs(), "l1_bytes", "l4_bytes").values())
    sql = "select sum(nat_usd), sum(nat_hours_usd) from nat_by_gateway($a, $b)"
    with opened(db) as duck:
        dollars, hours = duck.row(sql, a=SPAN.since, b=SPAN.until)
        assert dollars == pytest.approx(total / 2**30 * said.USD_PER_GB, rel=1e-6)
        assert hours == pytest.approx(2 * 3 * said.USD_PER_HOUR)
        assert duck.rows("select distinct price_source from gateway_rate") == [("the bill",)]
        duck.execute("set variable cost_basis = 'list'")
        listed, _ = duck.row(sql, a=SPAN.since, b=SPAN.until)
        assert duck.rows("select count(*) from gateway_rate where price_source = 'the bill'") == [(0,)]
    assert listed == pytest.approx(total / 2**30 * 0.065, rel=1e-6)


def test_many_gateways_are_asked_for_in_calls_of_five_hundred_and_all_pages_are_read() -> None:
    """Stubber checks every argument against the service's own model."""
    client = boto3.client("cloudwatch", said.REGION)
    places = [cloudwatch.Place(f"nat-{number:017x}") for number in range(84)]
    stubber = Stubber(client)
    stubber.add_response(
        "list_metrics", {"Metrics": []}, {"Namespace": "AWS/NATGateway", "MetricName": "BytesInFromSource"}
    )
    expected: dict[str, Any] = {
        "StartTime": ANY,
        "EndTime": ANY,
        "ScanBy": "TimestampAscending",
        "MetricDataQueries": ANY,
    }
    hour = datetime(2026, 11, 16, 5, tzinfo=UTC)
    first = {"Id": "q0", "Timestamps": [hour], "Values": [7.0], "StatusCode": "PartialData"}
    second = {"Id": "q0", "Timestamps": [hour + timedelta(hours=1)], "Values": [8.0], "StatusCode": "Complete"}
    third = {"Id": "q3", "Timestamps": [], "Values": [], "StatusCode": "InternalError"}
    stubber.add_response("get_metric_data", {"MetricDataResults": [first], "NextToken": "more"}, expected)
    stubber.add_response("get_metric_data", {"MetricDataResults": [second]}, expected | {"NextToken": "more"})
    stubber.add_response("get_metric_data", {"MetricDataResults": [third]}, expected)
    with stubber:
        answer = cloudwatch.fetch(client, DAY, places, datetime(2026, 11, 17))
        stubber.assert_no_pending_responses()
    assert answer.rows.rows() == [
        (datetime(2026, 11, 16, 5), places[0].nat_gateway_id, "BytesInFromSource", 7.0),
        (datetime(2026, 11, 16, 6), places[0].nat_gateway_id, "BytesInFromSource", 8.0),
    ]
    # 84 gateways of six metrics are 504 queries: the fourth of the second call is the 504th.
    assert answer.notes == [f"CloudWatch did not give all points of {places[83].nat_gateway_id}; run again."]


def test_cloudwatch_denied_is_a_note_and_the_bill_is_read_all_the_same(empty_store: Duck, tmp_path: Path) -> None:
    rows = [said.line(datetime(2026, 11, 16), "NatGateway-Bytes", 5, 0.2)]
    with mock_aws():
        session = said.session()
        session.events.register(
            "before-call.cloudwatch.ListMetrics",
            lambda **_: (Refused(), {"Error": {"Code": "AccessDenied", "Message": "no"}, "ResponseMetadata": {}}),
        )
        wanted = trust.Wanted(
            DAY,
            tmp_path / "spool",
            aws=Aws(session),
            regions=[said.REGION],
            bills=[str(said.write_cur2(rows, tmp_path / "cur"))],
        )
        done = trust.gather(empty_store, wanted, SilentProgress())
    assert done.is_partial
    assert done.notes == [
        "AWS denied cloudwatch:ListMetrics; allow cloudwatch:ListMetrics for the role that runs nat-attrib."
    ]
    assert empty_store.rows("select usage_amount from bill_line") == [(5.0,)]


class Refused:
    """As much of an HTTP answer as botocore looks at."""

    status_code = 403


def test_cost_explorer_stands_in_where_there_is_no_export(empty_store: Duck) -> None:
    client = boto3.client("ce", "us-east-1")
    stubber = Stubber(client)

    def group(account: str, usage_type: str, amount: str, cost: str) -> dict[str, Any]:
        metrics = {
            "UsageQuantity": {"Amount": amount, "Unit": "GB"},
            "UnblendedCost": {"Amount": cost, "Unit": "USD"},
        }
        return {"Keys": [account, usage_type], "Metrics": metrics}

    def day(number: int, *groups: dict[str, Any]) -> dict[str, Any]:
        period = {"Start": f"2026-11-{number:02}", "End": f"2026-11-{number + 1:02}"}
        return {"TimePeriod": period, "Groups": list(groups), "Total": {}, "Estimated": True}

    gateways = [
        group("012345678901", "EU-NatGateway-Bytes", "10", "0.48"),
        group("012345678901", "EU-BoxUsage", "1", "9"),
    ]
    more = [group("012345678901", "EU-NatGateway-Hours", "24", "1.152")]
    endpoints = [group("012345678901", "EU-VpcEndpoint-Hours", "48", "0.528")]
    stubber.add_response("get_cost_and_usage", {"ResultsByTime": [day(16, *gateways)], "NextPageToken": "more"})
    stubber.add_response("get_cost_and_usage", {"ResultsByTime": [day(16, *more)]})
    stubber.add_response("get_cost_and_usage", {"ResultsByTime": [day(16, *endpoints)]})
    with stubber:
        cost_explorer.load(empty_store, client, DAY)
        stubber.assert_no_pending_responses()
    assert empty_store.rows(
        "select account_id, region, usage_type, resource_id, usage_amount, cost, unit from billed($a, $b) order by 6",
        a=DAY.since,
        b=DAY.until,
    ) == [
        ("012345678901", "eu-west-1", "NatGateway-Bytes", None, 10.0, 0.48, "GB"),
        ("012345678901", "eu-west-1", "VpcEndpoint-Hours", None, 48.0, 0.528, "hours"),
        ("012345678901", "eu-west-1", "NatGateway-Hours", None, 24.0, 1.152, "hours"),
    ]
