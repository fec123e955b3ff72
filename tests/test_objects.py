from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nat_attrib.errors import UsageError
from nat_attrib.ingest import names
from nat_attrib.ingest.layout import Kind, Place
from nat_attrib.ingest.objects import Source, in_bucket, in_folder, is_wanted, reach
from nat_attrib.window import Window

NAME = "111122223333_vpcflowlogs_ap-east-1_fl-0123456789abcdef0_20261122T0955Z_a1b2c3d4.log.gz"
HIVE = "AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=us-east-1"
LAKE = "aws/VPC_FLOW/2.0/region=us-east-1/accountId=111122223333"


def test_an_aws_name_tells_account_region_flow_log_and_time() -> None:
    assert names.parse(NAME) == names.AwsName(
        "111122223333", "ap-east-1", "fl-0123456789abcdef0", datetime(2026, 11, 22, 9, 55)
    )


@pytest.mark.parametrize("suffix", [".log", ".log.gz", ".log.parquet", ".log.gz.parquet"])
def test_all_of_awss_suffixes_are_read(suffix: str) -> None:
    assert names.parse(NAME.removesuffix(".log.gz") + suffix) is not None


@pytest.mark.parametrize(
    "name",
    [
        "copy of " + NAME,
        NAME + ".1",
        NAME.replace("20261122T0955Z", "20261322T0955Z"),
        NAME.replace("vpcflowlogs", "vpcdnsquerylogs"),
        NAME.replace("111122223333", "11112222333"),
        "flows.parquet",
        "",
    ],
)
def test_any_other_name_tells_nothing(name: str) -> None:
    assert names.parse(name) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "111122223333_CloudTrail_us-east-1_20261122T0955Z_abcdef.json.gz",
            "It is a CloudTrail log by its name, not a VPC flow log.",
        ),
        (
            "111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20261122T095500Z.json.gz",
            "It is a CloudTrail digest by its name, not a VPC flow log.",
        ),
        (
            "111122223333_elasticloadbalancing_us-east-1_app.lb.1234_20261122T0955Z_10.0.0.1_abc.log.gz",
            "It is a load balancer's access log by its name, not a VPC flow log.",
        ),
        (
            "111122223333_vpcdnsquerylogs_vpc-0a_20261122T0955Z_abc.log.gz",
            "It is a Route 53 Resolver query log (give it with --dns) by its name, not a VPC flow log.",
        ),
        (
            "111122223333_network-firewall_us-east-1_fw_202611220955_abc.log.gz",
            "It is a log of network-firewall by its name, not a VPC flow log.",
        ),
        ("manifest.json", "It is a .json file by its name, not a VPC flow log."),
        ("0a1b2c.csv.gz", "It is a .csv file by its name, not a VPC flow log."),
        ("index.HTML", "It is a .html file by its name, not a VPC flow log."),
        ("_SUCCESS", "It is not a VPC flow log by its name."),
        ("logs.zip", "It is an archive by its name; unpack it."),
        (NAME, None),
        ("flows.parquet", None),
        ("vpc_flow-input0.json.parquet", None),
        ("delivery-stream-1-2026-11-22-09-55-00-0a1b2c", None),
        ("000000.gz", None),
        ("flows.log", None),
        ("flows.txt", None),
    ],
)
def test_foreign_files_are_told_by_their_names(name: str, reason: str | None) -> None:
    assert names.foreign(name) == reason


def test_a_file_with_an_aws_name_is_the_same_object_wherever_it_lies(tmp_path: Path) -> None:
    bucket = in_bucket(Source.parse("s3://logs/a"), f"a/2026/{NAME}", 7, '"0123"')
    folder = in_folder(Source.parse(str(tmp_path)), f"x/y/{NAME}", 9, tmp_path / "x" / "y" / NAME)
    assert bucket is not None
    assert bucket.object_id == folder.object_id == NAME
    assert (bucket.etag, bucket.key, bucket.address) == ("0123", f"2026/{NAME}", f"s3://logs/a/2026/{NAME}")
    assert bucket.with_size(8, "4567").object_id == NAME


def test_an_object_of_security_lake_is_the_same_in_every_regions_bucket_and_in_a_copy(tmp_path: Path) -> None:
    key = f"{LAKE}/eventDay=20261122/0a1b.gz.parquet"
    found = [
        in_bucket(Source.parse("s3://aws-security-data-lake-us-east-1-x"), key, 7, None),
        in_bucket(Source.parse("s3://rollup/copies/aws/VPC_FLOW"), f"copies/{key}", 7, None),
        in_folder(Source.parse(str(tmp_path)), key.partition("/")[2], 7, tmp_path / key.partition("/")[2]),
    ]
    told = {(one.object_id, one.lake_log, one.region, one.account_id) for one in found if one}
    assert told == {(f"{key.partition('/')[2]}#7", "VPC_FLOW/2.0", "us-east-1", "111122223333")}
    assert found[0] is not None
    assert found[0].with_size(8, None).object_id == f"{key.partition('/')[2]}#8"
    other = in_bucket(Source.parse("s3://lake"), key.replace("VPC_FLOW", "WAF"), 7, None)
    assert other is not None
    assert (other.lake_log, other.account_id) == (None, None)


def test_any_other_file_is_known_by_its_path_and_size() -> None:
    source = Source.parse("s3://logs/a/")
    found = in_bucket(source, "a/x/flows.parquet", 7, None)
    assert found is not None
    assert (found.object_id, found.key, found.etag) == ("x/flows.parquet#7", "x/flows.parquet", None)
    changed = found.with_size(9, "e")
    assert (changed.object_id, changed.size_bytes, changed.etag) == ("x/flows.parquet#9", 9, "e")


@pytest.mark.parametrize(("key", "size"), [("a/", 0), ("a/b/", 0), ("a/b_$folder$", 0)])
def test_folder_markers_are_nothing(key: str, size: int) -> None:
    assert in_bucket(Source.parse("s3://logs/a"), key, size, None) is None


def test_an_empty_object_is_found_so_that_its_emptiness_is_reported() -> None:
    assert in_bucket(Source.parse("s3://logs/a"), f"a/{NAME}", 0, None) is not None


@pytest.mark.parametrize(
    ("text", "bucket", "prefix"),
    [
        ("s3://logs", "logs", ""),
        ("s3://logs/", "logs", ""),
        ("s3://logs/a/b", "logs", "a/b/"),
        ("s3://logs//a/b/", "logs", "a/b/"),
        (f"s3://logs/a/{NAME}", "logs", f"a/{NAME}"),
        ("arn:aws:s3:::logs", "logs", ""),
        ("arn:aws-cn:s3:::logs/team-a/", "logs", "team-a/"),
    ],
)
def test_sources_in_s3(text: str, bucket: str, prefix: str) -> None:
    source = Source.parse(text)
    assert (source.text, source.bucket, source.prefix, source.path) == (text, bucket, prefix, None)


def test_other_sources_are_local(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Source.parse("logs/x").path == Path("logs/x")
    assert Source.parse("~/logs").path == tmp_path / "logs"


@pytest.mark.parametrize("text", ["s3://", "s3:///a", "s3://-/x", "gs://logs/a", "https://logs.example/a", ""])
def test_what_is_no_source_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match=r"write s3://bucket/prefix or a local folder\.$"):
        Source.parse(text)


def test_names_are_wanted_a_little_before_and_after_the_window() -> None:
    reached = reach(Window(datetime(2026, 11, 22, 9), datetime(2026, 11, 22, 10)), timedelta(hours=3))
    source = Source.parse("s3://logs")
    wanted = {}
    for stamp in ("0555", "0600", "1155", "1200"):
        found = in_bucket(source, NAME.replace("T0955Z", f"T{stamp}Z"), 1, None)
        assert found is not None
        wanted[stamp] = is_wanted(found, reached)
    assert wanted == {"0555": False, "0600": True, "1155": True, "1200": False}


@pytest.mark.parametrize(
    ("path", "kind", "date"),
    [
        ("AWSLogs", Kind.LOGS, ()),
        ("x/AWSLogs/111122223333", Kind.ACCOUNT, ()),
        ("AWSLogs/111122223333/vpcflowlogs", Kind.SERVICE, ()),
        ("AWSLogs/111122223333/CloudTrail", Kind.OTHER, ()),
        ("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026", Kind.OTHER, ()),
        ("AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail", Kind.OTHER, ()),
        ("AWSLogs/111122223333/vpcflowlogs/us-east-1", Kind.REGION, ()),
        ("AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/22/09", Kind.REGION, (2026, 11, 22, 9)),
        ("AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/02/31", Kind.REGION, (2026, 2)),
        (HIVE, Kind.REGION, ()),
        (
            f"{HIVE}/year=2026/month=11/day=22/hour=09",
            Kind.REGION,
            (2026, 11, 22, 9),
        ),
        ("logs/2026/11/22/09", Kind.OUTSIDE, (2026, 11, 22, 9)),
        ("logs/dt=2026-11-22/9", Kind.OUTSIDE, (2026, 11, 22, 9)),
        ("2026/backup/11", Kind.OUTSIDE, (2026,)),
        ("1999/11", Kind.OUTSIDE, ()),
        ("lake/aws", Kind.AWS, ()),
        ("aws/VPC_FLOW", Kind.LAKE, ()),
        ("aws/VPC_FLOW/2.0/region=eu-west-1", Kind.LAKE, ()),
        ("aws/VPC_FLOW/region=eu-west-1/accountId=111122223333", Kind.LAKE_ACCOUNT, ()),
        (f"{LAKE}/eventDay=20261122", Kind.LAKE_ACCOUNT, (2026, 11, 22)),
        (f"{LAKE}/eventHour=2026112209", Kind.LAKE_ACCOUNT, (2026, 11, 22)),
        ("aws/CLOUD_TRAIL_MGMT/2.0/region=eu-west-1", Kind.OTHER, ()),
        ("aws/PROD", Kind.OUTSIDE, ()),
        ("aws/AWSLogs/111122223333", Kind.ACCOUNT, ()),
        ("aws/2026/11", Kind.OUTSIDE, (2026, 11)),
        ("ext/flows/1.0/region=eu-west-1/accountId=111122223333/eventDay=20261122", Kind.OUTSIDE, (2026, 11, 22)),
        ("copy/AWSLogs/111122223333/CloudTrail/old/AWSLogs/111122223333/vpcflowlogs", Kind.SERVICE, ()),
    ],
)
def test_folders_tell_where_they_are_in_awss_layout(path: str, kind: Kind, date: tuple[int, ...]) -> None:
    place = Place.of(path.split("/"))
    assert (place.kind, place.date) == (kind, date)


def test_a_date_folder_spans_its_year_month_day_or_hour() -> None:
    spans = [Place.of(f"AWSLogs/111122223333/vpcflowlogs/r/{date}".split("/")).span() for date in
             ("2026", "2026/12", "2028/02", "2026/12/31", "2026/12/31/23")]  # fmt: skip
    assert spans == [
        (datetime(2026, 1, 1), datetime(2027, 1, 1)),
        (datetime(2026, 12, 1), datetime(2027, 1, 1)),
        (datetime(2028, 2, 1), datetime(2028, 3, 1)),
        (datetime(2026, 12, 31), datetime(2027, 1, 1)),
        (datetime(2026, 12, 31, 23), datetime(2027, 1, 1)),
    ]


def test_dates_in_the_path_to_a_source_count_only_below_awslogs() -> None:
    assert Place.of_source(["/", "data", "2019", "01", "01"]).span() is None
    assert Place.of_source(["AWSLogs", "111122223333", "vpcflowlogs", "us-east-1", "2026", "11"]).date == (2026, 11)
    assert Place.of_source(["AWSLogs", "111122223333", "CloudTrail"]) == Place()
