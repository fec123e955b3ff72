import os
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nat_attrib import cli
from nat_attrib.errors import UsageError
from nat_attrib.ingest.list_local import list_local
from nat_attrib.ingest.objects import FoundObject, Source
from nat_attrib.window import Window
from tests.pipeline import laid_out

WINDOW = Window(datetime(2026, 11, 22, 3), datetime(2026, 11, 22, 21))


def name(stamp: str, log: str = "fl-0a", account: str = "111122223333") -> str:
    return f"{account}_vpcflowlogs_us-east-1_{log}_{stamp}Z_abc123.log.gz"


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x")


def listed(root: Path | str, window: Window = WINDOW, problems: list[str] | None = None) -> list[FoundObject]:
    heard: list[str] = [] if problems is None else problems
    return list(list_local(Source.parse(str(root)), window, problem=heard.append))


def keys(root: Path) -> list[str]:
    return [found.key for found in listed(root)]


def test_a_synced_bucket_gives_the_window_with_lookback_and_nothing_of_other_services(tmp_path: Path) -> None:
    logs = "team/AWSLogs/111122223333/vpcflowlogs/us-east-1"
    wanted = [
        f"{logs}/2026/11/22/{name('20261122T0000')}",
        f"{logs}/2026/11/22/{name('20261122T2255')}",
        f"{logs}/2026/11/22/09/{name('20261122T0900', 'fl-0b')}",
    ]
    write(
        tmp_path,
        *wanted,
        f"{logs}/2026/11/21/{name('20261121T2355')}",
        f"{logs}/2026/11/22/{name('20261122T2300')}",
        f"{logs}/2026/11/23/{name('20261123T0000')}",
        f"{logs}/2025/11/22/{name('20261122T0905', 'fl-0c')}",
        "team/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/22/trail.json.gz",
        "team/AWSLogs/o-abcdefghij/111122223333/CloudTrail/x.json.gz",
    )
    assert keys(tmp_path) == wanted


def test_the_hive_layout_reads_alike(tmp_path: Path) -> None:
    logs = "AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=us-east-1"
    wanted = f"{logs}/year=2026/month=11/day=22/hour=09/{name('20261122T0900')}"
    write(tmp_path, wanted, f"{logs}/year=2026/month=11/day=22/hour=23/{name('20261122T2300')}")
    assert keys(tmp_path) == [wanted]


def test_a_copy_of_security_lake_is_listed_by_day(tmp_path: Path) -> None:
    flows = "aws/VPC_FLOW/2.0/region=us-east-1/accountId=111122223333"
    wanted = f"{flows}/eventDay=20261122/0a.gz.parquet"
    write(
        tmp_path,
        wanted,
        f"{flows}/eventDay=20261121/0a.gz.parquet",
        f"{flows}/eventDay=20261123/0a.gz.parquet",
        "aws/SH_FINDINGS/2.0/region=us-east-1/accountId=111122223333/eventDay=20261122/0a.gz.parquet",
    )
    assert keys(tmp_path) == [wanted]
    assert keys(tmp_path / "aws") == [wanted.removeprefix("aws/")]
    assert keys(tmp_path / "aws/VPC_FLOW/2.0/region=us-east-1") == [wanted.partition("us-east-1/")[2]]


def test_files_without_an_aws_name_are_always_found_and_foreign_ones_marked(tmp_path: Path) -> None:
    # The file that a run works on may lie beside the logs.
    own = ("nat.duckdb", "nat.duckdb.lock", "nat.duckdb.work", "nat.duckdb.work.wal")
    write(tmp_path, *own)
    assert all(found.foreign for found in listed(tmp_path))
    for name in own:
        (tmp_path / name).unlink()
    write(tmp_path, "b/flows.parquet", "a.log", "readme.md")
    assert [(found.key, found.object_id, found.foreign) for found in listed(tmp_path)] == [
        ("a.log", "a.log#1", None),
        ("readme.md", "readme.md#1", "It is a .md file by its name, not a VPC flow log."),
        ("b/flows.parquet", "b/flows.parquet#1", None),
    ]


def test_date_folders_out_of_range_are_skipped_in_any_layout_with_a_day_to_spare(tmp_path: Path) -> None:
    write(tmp_path, *(f"firehose/2026/11/{day}/05/x.gz" for day in (19, 20, 21, 22, 23, 24, 25)))
    assert keys(tmp_path) == [f"firehose/2026/11/{day}/05/x.gz" for day in (21, 22, 23)]


def test_the_folders_above_a_source_do_not_hide_it(tmp_path: Path) -> None:
    root = tmp_path / "2019" / "01"
    write(root, "flows.parquet")
    assert [found.key for found in listed(root)] == ["flows.parquet"]


def test_a_source_deep_in_awss_layout_knows_its_date(tmp_path: Path) -> None:
    month = "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11"
    write(tmp_path, f"{month}/22/{name('20261122T0900')}", f"{month}/20/other.log.gz")
    assert [found.key for found in listed(tmp_path / month)] == [f"22/{name('20261122T0900')}"]


def test_a_single_file_is_read_whatever_its_time(tmp_path: Path) -> None:
    write(tmp_path, name("20200101T0000"), "other.log")
    (found,) = listed(tmp_path / name("20200101T0000"))
    assert (found.key, found.local_path) == (name("20200101T0000"), tmp_path / name("20200101T0000"))


def test_links_are_followed_once_and_never_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path, "a/flows.parquet")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "c.log").symlink_to(tmp_path / "a" / "flows.parquet")
    assert keys(tmp_path) == ["c.log", "a/flows.parquet"]


def test_what_cannot_be_read_is_marked_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "gone.log").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe.log")
    assert [(found.key, found.foreign) for found in listed(tmp_path)] == [
        ("gone.log", "It cannot be read (No such file or directory)."),
        ("pipe.log", "It is not a regular file."),
    ]


def test_a_folder_that_cannot_be_read_is_a_problem_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a/flows.parquet", "b/flows.parquet")
    scan = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    problems: list[str] = []
    assert [found.key for found in listed(tmp_path, problems=problems)] == ["b/flows.parquet"]
    assert problems == [
        f"The folder '{tmp_path / 'a'}' could not be read (Permission denied); what lies in it is missing."
    ]


def test_a_missing_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no folder or file .*nothing.*check the path given as SOURCE\.$"):
        listed(tmp_path / "nothing")


def test_lookback_is_the_callers(tmp_path: Path) -> None:
    write(tmp_path, name("20261122T0255"), name("20261122T0300"))
    source = Source.parse(str(tmp_path))
    found = list_local(source, WINDOW, lookback=timedelta(0), problem=pytest.fail)
    assert [each.key for each in found] == [name("20261122T0300")]


def test_a_file_that_only_looks_like_one_elsewhere_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an AWS name the path under the source and the size are all that tell two files apart."""
    log = next((laid_out() / "logs").rglob("*.parquet"))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(log, tmp_path / folder / "today.log.parquet")
    db = shutil.copy(laid_out() / "known.duckdb", tmp_path / "nat.duckdb")
    monkeypatch.chdir(tmp_path)

    def said(*sources: str) -> str:
        monkeypatch.setattr(sys, "argv", ["nat-attrib", "--db", str(db), "ingest", *sources, "--since", "2026-11-16"])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert not end.value.code
        return capsys.readouterr().err

    note = "Taken for copies"
    heard = said("a", "b")
    assert note in heard
    assert ": 1, such as b/today.log.parquet of a/today.log.parquet;" in heard
    assert note in said("b")
    # The same folder in other words is no other place.
    assert note not in said(str(tmp_path / "a"))
