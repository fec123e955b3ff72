from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws
from moto.s3.models import s3_backends

from nat_attrib.errors import AccessError, NatAttribError
from nat_attrib.ingest.list_local import list_local
from nat_attrib.ingest.list_s3 import list_s3
from nat_attrib.ingest.objects import FoundObject, Source
from nat_attrib.window import Window
from tests import faultproxy

BUCKET = "flow-logs"
WINDOW = Window(datetime(2026, 11, 20, 12), datetime(2026, 11, 22, 6))
"""With the look-back of 3 h and the look-ahead of 2 h: 20 November 09:00 to 22 November 08:00."""


def name(moment: datetime, log: str = "fl-0a", account: str = "111122223333", region: str = "us-east-1") -> str:
    return f"{account}_vpcflowlogs_{region}_{log}_{moment:%Y%m%dT%H%M}Z_abc123.log.gz"


def plain(moment: datetime, *, hours: bool = False, root: str = "", log: str = "fl-0a", **where: str) -> str:
    account, region = where.get("account", "111122223333"), where.get("region", "us-east-1")
    folder = f"{root}AWSLogs/{account}/vpcflowlogs/{region}/{moment:%Y/%m/%d}/" + (f"{moment:%H}/" if hours else "")
    return folder + name(moment, log, account, region)


def hive(moment: datetime, *, hours: bool = False, root: str = "", log: str = "fl-0a", **where: str) -> str:
    account, region = where.get("account", "111122223333"), where.get("region", "us-east-1")
    folder = f"{root}AWSLogs/aws-account-id={account}/aws-service=vpcflowlogs/aws-region={region}/"
    date = f"year={moment:%Y}/month={moment:%m}/day={moment:%d}/" + (f"hour={moment:%H}/" if hours else "")
    return folder + date + name(moment, log, account, region)


def moments(step_hours: float = 3) -> list[datetime]:
    """From 18 to 25 November."""
    count = int(7 * 24 / step_hours)
    return [datetime(2026, 11, 18) + timedelta(hours=step_hours) * number for number in range(count)]


def in_reach(moment: datetime) -> bool:
    return datetime(2026, 11, 20, 9) <= moment < datetime(2026, 11, 22, 8)


@pytest.fixture(scope="module")
def simulated() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.fixture
def s3(simulated: Any) -> Any:
    """A client, and an empty bucket."""
    s3_backends["123456789012"]["aws"].buckets[BUCKET].keys.clear()
    return simulated


def put(_: Any, *keys: str) -> None:
    """Put objects of one byte into the simulated bucket, without ten milliseconds of boto3 for each."""
    for key in keys:
        s3_backends["123456789012"]["aws"].put_object(BUCKET, key, b"" if key.endswith("/") else b"x")


class Heard:
    """What a listing said, and how many LIST calls it made."""

    def __init__(self, client: Any, prefix: str = "", window: Window = WINDOW, **options: Any) -> None:
        self.calls: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.problems: list[str] = []
        client.meta.events.register("provide-client-params.s3.ListObjectsV2", self._called, "count")
        source = Source.parse(f"s3://{BUCKET}/{prefix}")
        try:
            self.found: list[FoundObject] = list(
                list_s3(client, source, window, note=self.notes.append, problem=self.problems.append, **options)
            )
        finally:
            client.meta.events.unregister("provide-client-params.s3.ListObjectsV2", self._called, "count")

    def _called(self, params: dict[str, Any], **_: Any) -> None:
        self.calls.append(params)

    @property
    def keys(self) -> list[str]:
        return [str(found.full_key) for found in self.found]


@pytest.mark.parametrize("layout", [plain, hive])
@pytest.mark.parametrize("hours", [0, 1])
@pytest.mark.parametrize("root", ["", "team/a/"])
def test_both_layouts_with_and_without_hours_give_the_window(
    s3: Any, layout: Callable[..., str], hours: int, root: str
) -> None:
    put(s3, *(layout(moment, hours=hours, root=root) for moment in moments()))
    heard = Heard(s3)
    assert sorted(heard.keys) == sorted(layout(m, hours=hours, root=root) for m in moments() if in_reach(m))
    assert (heard.notes, heard.problems) == ([], [])
    # Down to AWSLogs, the accounts, the regions; the day in the middle; the two days at the edges, twice with hours.
    depth = root.count("/") + 1
    assert len(heard.calls) == depth + 1 + 1 + 1 + 2 * (2 if hours else 1)


def test_whole_months_are_listed_at_once(s3: Any) -> None:
    put(s3, *(plain(datetime(2026, month, 15), hours=True) for month in range(1, 12)))
    heard = Heard(s3, window=Window(datetime(2026, 2, 10), datetime(2026, 11, 5)))
    assert len(heard.found) == 9
    whole = {call["Prefix"].partition("us-east-1/")[2] for call in heard.calls if "Delimiter" not in call}
    days = {f"2026/02/{day:02d}/" for day in range(10, 29)} | {f"2026/11/{day:02d}/" for day in range(1, 5)}
    assert whole == days | {f"2026/{month:02d}/" for month in range(3, 11)}


@pytest.mark.parametrize(
    ("prefix", "calls"),
    [
        ("team", 7 - 1),
        ("team/AWSLogs/", 7 - 2),
        ("team/AWSLogs/111122223333", 4),
        ("team/AWSLogs/111122223333/vpcflowlogs", 4),
        ("team/AWSLogs/111122223333/vpcflowlogs/us-east-1", 3),
        ("team/AWSLogs/111122223333/vpcflowlogs/us-east-1/2026", 3),
        ("team/AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11", 3),
    ],
)
def test_a_source_may_lie_above_or_inside_awslogs(s3: Any, prefix: str, calls: int) -> None:
    put(s3, *(plain(moment, root="team/") for moment in moments()))
    heard = Heard(s3, prefix)
    assert len(heard.found) == sum(map(in_reach, moments()))
    assert len(heard.calls) == calls
    assert heard.found[0].key == plain(datetime(2026, 11, 20, 9), root="team/").removeprefix(f"{prefix.strip('/')}/")


def test_a_source_may_be_a_day_an_hour_or_one_object(s3: Any) -> None:
    put(s3, *(plain(moment, hours=True) for moment in moments()))
    day = "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/20"
    assert len(Heard(s3, day).found) == 5
    assert len(Heard(s3, f"{day}/12").found) == 1
    assert len(Heard(s3, f"{day}/01").found) == 0
    one = plain(datetime(2026, 11, 18), hours=True)
    heard = Heard(s3, one)
    assert (heard.keys, [found.key for found in heard.found]) == ([one], [one.rpartition("/")[2]])


def test_all_accounts_and_regions_are_found_in_a_fixed_order(s3: Any) -> None:
    where = [
        {"account": account, "region": region}
        for account in ("111122223333", "444455556666")
        for region in ("ap-east-1", "us-east-1")
    ]
    wanted = [plain(moment, account=each["account"], region=each["region"]) for each in where for moment in moments(6)]
    put(s3, *reversed(wanted))
    first = Heard(s3, threads=1)
    assert first.keys == [key for key in wanted if in_reach(first_moment(key))]
    assert Heard(s3, threads=8).keys == first.keys


def test_a_central_bucket_costs_the_days_in_reach_of_each_account_and_region(s3: Any) -> None:
    accounts = ("111122223333", "444455556666", "777788889999")
    regions = ("ap-east-1", "us-east-1")
    # Two layouts in one bucket: some accounts have changed theirs. Years of older days cost nothing.
    days = [datetime(2024, 5, 1), *moments(6)]
    keys = [
        layout(moment, hours=True, root="org/", account=account, region=region)
        for layout in (plain, hive)
        for account in accounts
        for region in regions
        for moment in days
    ]
    put(
        s3,
        *keys,
        "org/AWSLogs/000011112222/CloudTrail/us-east-1/2026/11/21/000011112222_CloudTrail_us-east-1_x.json.gz",
    )
    heard = Heard(s3, "org/")
    assert sorted(heard.keys) == sorted(key for key in keys if in_reach(first_moment(key)))
    assert {(found.account_id, found.region) for found in heard.found} == {(a, r) for a in accounts for r in regions}
    # org/, AWSLogs; the regions of each account and layout, and of the one that has none; then for each of these the
    # day in the middle and twice the days at the edges.
    assert len(heard.calls) == 2 + (2 * len(accounts) + 1) + 2 * len(accounts) * len(regions) * (1 + 2 * 2)


def first_moment(key: str) -> datetime:
    return datetime.strptime(key.split("_")[-2], "%Y%m%dT%H%MZ")  # noqa: DTZ007 - UTC as the tables hold it


def test_other_services_are_neither_listed_nor_mentioned(s3: Any) -> None:
    wanted = plain(datetime(2026, 11, 21))
    put(
        s3,
        wanted,
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/21/111122223333_CloudTrail_us-east-1_x.json.gz",
        "AWSLogs/o-abcdefghij/111122223333/CloudTrail/us-east-1/2026/11/21/x.json.gz",
        "AWSLogs/444455556666/elasticloadbalancing/us-east-1/2026/11/21/x.log.gz",
    )
    heard = Heard(s3)
    assert (heard.keys, heard.notes, heard.problems) == ([wanted], [], [])
    assert not [call for call in heard.calls if "CloudTrail" in call["Prefix"] or "o-abc" in call["Prefix"]]


def test_what_lies_beside_awslogs_is_read_only_where_its_name_is_a_flow_logs(s3: Any) -> None:
    loose = name(datetime(2026, 11, 21), "fl-0b")
    wanted = plain(datetime(2026, 11, 21))
    put(s3, wanted, f"copies/{loose}", "athena/results.csv", "athena/x", "2026/11/21/firehose.gz", "2020/x.gz")
    heard = Heard(s3)
    assert sorted(heard.keys) == [wanted, f"copies/{loose}"]
    assert heard.notes == [
        "Beside AWSLogs in s3://flow-logs/, 2 objects have no flow log's name; left alone.",
        "Left alone because AWSLogs lies beside: s3://flow-logs/2026/; name them as a SOURCE to read them.",
    ]


def lake(day: str, region: str = "us-east-1", account: str = "111122223333", source: str = "VPC_FLOW/2.0") -> str:
    return f"aws/{source}/region={region}/accountId={account}/eventDay={day}/0a1b{day}.gz.parquet"


def test_security_lake_is_listed_by_day_and_only_its_flow_logs(s3: Any) -> None:
    wanted = [
        lake("20261120"),
        lake("20261121", "eu-west-1", "444455556666"),
        lake("20261121", source="VPC_FLOW/1.0"),
        lake("20261122"),
    ]
    custom = f"ext/firewall/1.0/{lake('20261121').partition('/2.0/')[2]}"
    others = [lake("20261121", source=f"{other}/2.0") for other in ("CLOUD_TRAIL_MGMT", "ROUTE53", "WAF")]
    put(s3, *wanted, *others, custom, lake("20261119"), lake("20261123"), lake("20251121"))
    window = Window(datetime(2026, 11, 20, 12), datetime(2026, 11, 22, 12))
    heard = Heard(s3, window=window)
    assert sorted(heard.keys) == sorted(wanted)
    assert not [call for call in heard.calls if any(other in call["Prefix"] for other in ("TRAIL", "ROUTE53", "WAF"))]
    assert [note for note in heard.notes if "Left alone because aws/VPC_FLOW lies beside: s3://flow-logs/ext/" in note]
    assert not heard.problems
    inside = Heard(s3, "aws/VPC_FLOW/2.0/region=us-east-1/", window)
    assert inside.keys == [lake("20261120"), lake("20261122")]
    assert len(inside.calls) == 4, "the region, the account, and a day each"
    assert Heard(s3, "aws/VPC_FLOW/2.0/region=us-east-1/accountId=111122223333/eventDay=20261122/", window).keys == [
        lake("20261122")
    ]
    assert Heard(s3, "ext/firewall/", window).keys == [custom]


def test_without_awslogs_everything_is_found_but_date_folders_out_of_reach(s3: Any) -> None:
    put(
        s3,
        "a.parquet",
        "x/",
        "x/readme.html",
        *(f"fire/2026/11/{day}/05/d.gz" for day in range(17, 26)),
        "fire/2025/x.gz",
    )
    heard = Heard(s3)
    assert sorted(heard.keys) == [
        "a.parquet",
        *(f"fire/2026/11/{day}/05/d.gz" for day in range(20, 24)),
        "x/readme.html",
    ]
    assert {found.key: found.foreign for found in heard.found}["x/readme.html"] == (
        "It is a .html file by its name, not a VPC flow log."
    )


def test_after_many_folders_without_awslogs_the_rest_is_listed_flat(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nat_attrib.ingest.list_s3._SEARCHED_FOLDERS", 3)
    deep = plain(datetime(2026, 11, 21), root="d/e/f/")
    put(s3, "a/1.gz", "b/2.gz", "c/3.gz", "c/2019/4.gz", deep, plain(datetime(2026, 11, 1), root="d/e/f/"))
    put(s3, "d/e/f/AWSLogs/111122223333/CloudTrail/x.json.gz")
    heard = Heard(s3)
    assert sorted(heard.keys) == ["a/1.gz", "b/2.gz", "c/3.gz", deep]


def test_long_listings_are_paged(s3: Any) -> None:
    put(s3, *(plain(moment, hours=True) for moment in moments(0.25)))
    heard = Heard(s3, page_size=7)
    assert len(heard.found) == sum(map(in_reach, moments(0.25)))
    assert max(call["MaxKeys"] for call in heard.calls) == 7


def test_the_look_back_is_the_callers(s3: Any) -> None:
    put(s3, *(plain(moment) for moment in moments()))
    heard = Heard(s3, lookback=timedelta(hours=30))
    assert heard.keys[0] == plain(datetime(2026, 11, 19, 6))


def test_an_object_carries_what_the_plan_needs(s3: Any) -> None:
    key = plain(datetime(2026, 11, 21))
    put(s3, key)
    (found,) = Heard(s3, "AWSLogs").found
    assert found == FoundObject(
        object_id=name(datetime(2026, 11, 21)),
        source="s3://flow-logs/AWSLogs",
        key=key.removeprefix("AWSLogs/"),
        size_bytes=1,
        etag="9dd4e461268c8034f5c8564e155c67a6",
        bucket=BUCKET,
        full_key=key,
        account_id="111122223333",
        region="us-east-1",
        flow_log_id="fl-0a",
        object_time=datetime(2026, 11, 21),
    )


def test_an_empty_bucket_is_empty(s3: Any) -> None:
    assert Heard(s3).found == []


def test_keys_may_hold_anything(s3: Any) -> None:
    keys = ["a b/+%20/ü\u202e'\"<&>.gz", "x/*?[1]{}.parquet", "tab\tnew\nline.log"]
    put(s3, *keys)
    assert sorted(Heard(s3).keys) == sorted(keys)


def test_a_missing_bucket_is_named(s3: Any) -> None:
    with pytest.raises(NatAttribError, match=r"^There is no bucket flow-logx; check the name given as SOURCE\.$"):
        list(list_s3(s3, Source.parse("s3://flow-logx"), WINDOW, note=pytest.fail, problem=pytest.fail))


def stubbed(code: str, status: int, **more: Any) -> Any:
    client = faultproxy.client("http://127.0.0.1:1")
    stub = Stubber(client)
    for _ in range(10):
        stub.add_client_error("list_objects_v2", code, http_status_code=status, **more)
    stub.activate()
    return client


def test_a_denied_listing_names_the_permission_and_the_bucket() -> None:
    with pytest.raises(AccessError, match=r"^AWS denied s3:ListBucket on s3://flow-logs/; allow s3:ListBucket"):
        Heard(stubbed("AccessDenied", 403))


def test_a_bucket_that_stays_in_another_region_is_named_with_it() -> None:
    client = stubbed("PermanentRedirect", 301, service_error_meta={"Region": "ap-east-1"})
    with pytest.raises(NatAttribError, match=r"lies in another region \(ap-east-1\); set AWS_REGION to it\.$"):
        Heard(client)


def test_a_network_that_does_not_answer_is_a_sentence() -> None:
    client = faultproxy.client("http://127.0.0.1:1")
    with pytest.raises(NatAttribError, match=r"^S3 did not list s3://flow-logs/ .*check the network and try again\.$"):
        Heard(client)


def test_one_denied_prefix_is_a_problem_and_the_others_go_on(s3: Any) -> None:
    keys = [plain(datetime(2026, 11, 21), account=account) for account in ("111122223333", "444455556666")]
    put(s3, *keys)

    def deny(params: dict[str, Any], **_: Any) -> None:
        if "111122223333/vpcflowlogs/us-east-1" in params["Prefix"]:
            client_error = s3.exceptions.ClientError
            raise client_error({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListObjectsV2")

    s3.meta.events.register("provide-client-params.s3.ListObjectsV2", deny, "deny")
    heard = Heard(s3)
    s3.meta.events.unregister("provide-client-params.s3.ListObjectsV2", deny, "deny")
    assert heard.keys == keys[1:]
    assert len(heard.problems) == 3
    assert heard.problems[0].startswith("AWS denied s3:ListBucket on s3://flow-logs/AWSLogs/111122223333/vpcflowlogs/")


FOLDERS = st.sampled_from(
    [
        "",
        "team/",
        "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/21/",
        "AWSLogs/111122223333/CloudTrail/",
        "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/20/08/",
        "x/AWSLogs/444455556666/vpcflowlogs/r/2026/11/22/07/",
        "AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=r/year=2026/month=11/day=20/hour=09/",
    ]
)
NAMES = st.sampled_from(
    [
        name(datetime(2026, 11, 20, 9)),
        name(datetime(2026, 11, 22, 7, 55)),
        name(datetime(2026, 11, 22, 8)),
        name(datetime(2026, 11, 21), "fl-0b"),
        name(datetime(2026, 11, 20, 8, 55)),
    ]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.sets(st.tuples(FOLDERS, NAMES).map("".join), max_size=12), threads=st.sampled_from([1, 4]))
def test_a_bucket_and_its_synced_copy_hold_the_same_objects(
    s3: Any, tmp_path_factory: pytest.TempPathFactory, keys: set[str], threads: int
) -> None:
    root = tmp_path_factory.mktemp("copy")
    s3_backends["123456789012"]["aws"].buckets[BUCKET].keys.clear()
    put(s3, *keys)
    for key in keys:
        path = Path(root, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    local = list_local(Source.parse(str(root)), WINDOW, problem=pytest.fail)
    assert sorted(found.key for found in local) == sorted(Heard(s3, threads=threads).keys)
