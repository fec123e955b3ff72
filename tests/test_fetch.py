import hashlib
import os
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from nat_attrib.errors import NatAttribError
from nat_attrib.ingest.download import Downloader
from nat_attrib.ingest.fetch import FetchedObject, Fetcher
from nat_attrib.ingest.objects import FoundObject, Source, in_bucket, in_folder
from tests import faultproxy
from tests.faultproxy import Proxy, Rule

NAME = "111122223333_vpcflowlogs_us-east-1_fl-0a_20261122T0955Z_abc123.log.gz"


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[Proxy, Any]]:
    with faultproxy.server() as address, faultproxy.proxy(address) as held:
        yield held, faultproxy.client(held.url)


class World:
    """A bucket of this test alone, behind the proxy."""

    numbers = count()

    def __init__(self, proxy: Proxy, client: Any, spool: Path) -> None:
        self.proxy = proxy
        self.proxy.rules, self.proxy.requests = [], []
        self.spool = spool
        self.client = client
        self.bucket = f"flow-logs-{next(self.numbers)}"
        self.client.create_bucket(Bucket=self.bucket)
        self.waits: list[float] = []
        self.source = Source.parse(f"s3://{self.bucket}/logs")

    def put(self, name: str, body: bytes, **more: Any) -> FoundObject:
        """Store an object and return it as a listing would."""
        etag = self.client.put_object(Bucket=self.bucket, Key=f"logs/{name}", Body=body, **more)["ETag"]
        found = in_bucket(self.source, f"logs/{name}", len(body), etag)
        assert found is not None
        return found

    def rule(self, answer: faultproxy.Answer, times: int | None = None, where: str = "GET", **more: Any) -> None:
        self.proxy.rules.append(Rule(where, answer, times, **more))

    def fetcher(self, *batches: Sequence[FoundObject], **more: Any) -> Fetcher:
        return Fetcher(self.client, batches, self.spool, wait=self.waits.append, **more)

    def fetch(self, *found: FoundObject) -> list[tuple[FetchedObject, bytes | None]]:
        """Return the objects of one batch with their bytes."""
        with self.fetcher(found) as fetcher:
            return [(each, each.path.read_bytes() if each.path else None) for each in next(fetcher.batches())]

    def error(self, found: FoundObject) -> str:
        ((fetched, body),) = self.fetch(found)
        assert body is None
        assert fetched.error is not None
        return fetched.error


@pytest.fixture
def world(s3: tuple[Proxy, Any], tmp_path: Path) -> World:
    return World(*s3, tmp_path / "spool")


def body(size: int = 3000, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


def test_batches_come_whole_and_in_order_and_their_files_go_when_done(world: World) -> None:
    contents = [[body(seed=10 * batch + number) for number in range(3)] for batch in range(5)]
    batches = [
        [world.put(f"{batch}/{number}.log.gz", content) for number, content in enumerate(each)]
        for batch, each in enumerate(contents)
    ]
    last: list[Path] = []
    with world.fetcher(*batches, threads=4, ahead_bytes=1) as fetcher:
        for batch, fetched, wanted in zip(batches, fetcher.batches(), contents, strict=True):
            assert not [path for path in last if path.exists()]
            last = [each.path for each in fetched if each.path]
            assert [each.found for each in fetched] == batch
            assert [path.read_bytes() for path in last] == wanted
            assert {"".join(path.suffixes) for path in last} == {".log.gz"}
        assert not [path for path in last if path.exists()]
    assert list(world.spool.iterdir()) == []


def test_downloads_run_ahead_no_further_than_the_bound(world: World) -> None:
    batches = [[world.put(f"{number}.gz", body(1000, number))] for number in range(8)]
    taken = []

    def listing() -> Iterator[list[FoundObject]]:
        for number, batch in enumerate(batches):
            taken.append(number)
            yield batch

    def ahead(bytes_ahead: int) -> list[int]:
        """Return how many batches were taken while each was read."""
        taken.clear()
        with Fetcher(world.client, listing(), world.spool, ahead_bytes=bytes_ahead) as fetcher:
            return [len(taken) for _ in fetcher.batches()]

    # The one being read, those ahead, and the one in the hand that found no room.
    assert ahead(1) == [3, 4, 5, 6, 7, 8, 8, 8]
    assert ahead(2500) == [4, 5, 6, 7, 8, 8, 8, 8]
    assert ahead(10**9) == [8] * 8


def test_many_tiny_batches_do_not_all_run_ahead(world: World) -> None:
    found = world.put("tiny.gz", b"x")
    batches = ([found] for _ in range(50))
    with Fetcher(world.client, batches, world.spool) as fetcher:
        next(fetcher.batches())
        assert sum(1 for _ in batches) >= 40


def test_the_spool_is_removed_when_the_reader_fails(world: World) -> None:
    found = world.put(NAME, body())
    fetcher = world.fetcher([found], [found])

    def read() -> None:
        with fetcher:
            for _ in fetcher.batches():
                assert list(world.spool.iterdir())
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read()
    assert list(world.spool.iterdir()) == []


@pytest.mark.parametrize(
    "fault",
    [faultproxy.slow_down, faultproxy.reset, faultproxy.truncated, faultproxy.flipped],
    ids=["slow down", "reset", "truncated", "flipped"],
)
@pytest.mark.parametrize("times", [1, 2, 4])
def test_what_another_try_can_cure_is_cured(world: World, fault: faultproxy.Answer, times: int) -> None:
    found = world.put(NAME, body(), ChecksumAlgorithm="CRC32")
    world.rule(fault, times)
    ((fetched, content),) = world.fetch(found)
    assert (fetched.found, fetched.error, content) == (found, None, body())
    assert world.proxy.gets(NAME) == len(world.waits) + 1 == times + 1
    assert all(0 <= seconds <= 0.5 * 2**tries for tries, seconds in enumerate(world.waits, start=1))


def test_a_flipped_byte_is_seen_by_the_etag_where_boto3_has_nothing_to_check(world: World) -> None:
    def without_checksum(handler: Any, response: Any, content: bytes) -> None:
        response.headers = [(name, value) for name, value in response.getheaders() if "checksum" not in name.lower()]
        response.getheaders = lambda: response.headers
        answers.pop(0)(handler, response, content)

    answers = [faultproxy.flipped, faultproxy.passed]
    world.rule(without_checksum)
    ((_, content),) = world.fetch(world.put(NAME, body()))
    assert (content, len(world.waits)) == (body(), 1)


def test_an_etag_that_is_no_md5_is_no_reason_to_refuse(world: World) -> None:
    found = world.put(NAME, body())
    other = hashlib.md5(b"other").hexdigest()

    def of_a_directory_bucket(handler: Any, response: Any, _: bytes) -> None:
        kept = {"content-type": "application/gzip", "etag": f'"{other}"'}
        response.getheaders = kept.items
        response.status = 200
        handler.give(response, body(), length=len(body()))

    world.rule(of_a_directory_bucket)
    ((fetched, content),) = world.fetch(FoundObject(**{**slots(found), "etag": other}))
    assert (fetched.error, content, len(world.waits)) == (None, body(), 1)


def slots(found: FoundObject) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faultproxy.truncated, "broke off or came damaged 5 times"),
        (faultproxy.reset, "broke off or came damaged 5 times"),
        (faultproxy.slow_down, "S3 did not give"),
    ],
)
def test_what_never_gets_better_fails_alone_after_five_tries(
    world: World, fault: faultproxy.Answer, reason: str
) -> None:
    bad, good = world.put("bad.log.gz", body()), world.put("good.log.gz", body(seed=1))
    world.rule(fault, where="bad.log.gz")
    (failed, nothing), (fetched, content) = world.fetch(bad, good)
    assert nothing is None
    assert failed.path is None
    assert reason in str(failed.error)
    assert f"s3://{world.bucket}/logs/bad.log.gz" in str(failed.error)
    assert (fetched.error, content) == (None, body(seed=1))
    assert (world.proxy.gets("bad.log.gz"), len(world.waits)) == (5, 4)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faultproxy.denied, "AWS denied s3:GetObject on {}; allow s3:GetObject for the role that runs nat-attrib."),
        (
            faultproxy.denied_by_kms,
            "AWS denied kms:Decrypt for {}; allow kms:Decrypt on the key that encrypts the bucket.",
        ),
        (
            faultproxy.archived,
            "{} lies in an archive class such as Glacier; restore it, or choose a later --since.",
        ),
    ],
)
def test_a_refusal_names_the_permission_and_is_not_asked_for_again(
    world: World, fault: faultproxy.Answer, reason: str
) -> None:
    world.rule(fault)
    assert world.error(world.put(NAME, body())) == reason.format(f"s3://{world.bucket}/logs/{NAME}")
    assert (world.proxy.gets(NAME), world.waits) == (1, [])


def test_an_object_that_vanished_since_the_listing_is_named(world: World) -> None:
    found = world.put(NAME, body())
    world.client.delete_object(Bucket=world.bucket, Key=f"logs/{NAME}")
    assert world.error(found) == (
        f"s3://{world.bucket}/logs/{NAME} was deleted after it was listed, as a lifecycle rule does; run again."
    )


@pytest.mark.parametrize("name", [NAME, "flows.parquet"])
def test_an_object_written_over_since_the_listing_is_read_as_it_is_now(world: World, name: str) -> None:
    found = world.put(name, body())
    now = world.put(name, body(5000, seed=2))
    ((fetched, content),) = world.fetch(found)
    assert content == body(5000, seed=2)
    assert fetched.found == now
    assert fetched.found.object_id == (NAME if name == NAME else "flows.parquet#5000")
    assert world.waits == []


def test_an_object_written_over_again_and_again_fails_with_the_reason(world: World) -> None:
    found = world.put(NAME, body())
    seeds = count(1)
    world.rule(faultproxy.passed, before=lambda: world.client.put_object(
        Bucket=world.bucket, Key=f"logs/{NAME}", Body=body(seed=next(seeds))
    ))  # fmt: skip
    assert world.error(found) == (
        f"s3://{world.bucket}/logs/{NAME} is being written over again and again; run again when that is done."
    )


def test_an_object_that_vanishes_while_it_is_looked_at_again_is_named(world: World) -> None:
    found = world.put(NAME, body())
    world.put(NAME, body(seed=1))
    world.rule(
        faultproxy.passed,
        where="HEAD",
        before=lambda: world.client.delete_object(Bucket=world.bucket, Key=f"logs/{NAME}"),
    )
    assert "was deleted after it was listed" in world.error(found)


def test_hostile_keys_leave_nothing_of_themselves_in_the_spool(world: World) -> None:
    names = ["../../etc/passwd", "a*[b]{c}?.log.gz", "x'; drop table.parquet", "ü.sh", "a.gz.exe"]
    fetched = world.fetch(*(world.put(name, name.encode()) for name in names))
    assert [content for _, content in fetched] == [name.encode() for name in names]
    assert [each.path.name for each, _ in fetched if each.path] == [
        "00000000", "00000001.log.gz", "00000002.parquet", "00000003", "00000004",
    ]  # fmt: skip
    assert len({each.path.parent for each, _ in fetched if each.path}) == 1


def test_a_full_disk_stops_the_run_with_a_sentence(world: World) -> None:
    found = world.put(NAME, body())
    with pytest.raises(NatAttribError, match=r"^/nowhere cannot be written \(No such file or directory\); make room"):
        Downloader(world.client, world.waits.append).download(found, Path("/nowhere/x"))


def local(path: Path, source: Path) -> FoundObject:
    return in_folder(Source.parse(str(source)), path.name, path.stat().st_size, path)


def read_locally(spool: Path, *found: FoundObject) -> list[FetchedObject]:
    with Fetcher(None, [found], spool) as fetcher:
        return next(fetcher.batches())


def test_local_files_are_read_where_they_lie_and_left_there(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"x")
    found = local(path, tmp_path)
    with Fetcher(None, [[found], [found]], tmp_path / "spool") as fetcher:
        for batch in fetcher.batches():
            assert batch == [FetchedObject(found, path)]
    assert path.read_bytes() == b"x"


@pytest.mark.parametrize("name", ["a*.log", "what?.log.gz", "[x].parquet", "{a,b}.log"])
def test_paths_that_duckdb_takes_for_patterns_are_read_through_a_plain_link(tmp_path: Path, name: str) -> None:
    (tmp_path / "odd").mkdir()
    path = tmp_path / "odd" / name
    path.write_bytes(b"x")
    with Fetcher(None, [[local(path, tmp_path)]], tmp_path / "spool") as fetcher:
        (fetched,) = next(fetcher.batches())
        assert fetched.path is not None
        assert fetched.path.read_bytes() == b"x"
        assert not set("*?[]{}") & set(str(fetched.path))
    assert path.exists()


def test_a_local_file_that_vanished_or_grew_is_told(tmp_path: Path) -> None:
    gone, grown = tmp_path / "gone.log", tmp_path / "grown.log"
    for path in (gone, grown):
        path.write_bytes(b"x")
    found = [local(gone, tmp_path), local(grown, tmp_path)]
    gone.unlink()
    grown.write_bytes(b"xyz")
    first, second = read_locally(tmp_path / "spool", *found)
    assert (first.path, first.error) == (None, f"{gone} cannot be read (No such file or directory).")
    assert (second.path, second.found.object_id, second.found.size_bytes) == (grown, "grown.log#3", 3)


def test_a_local_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.log"
    path.write_bytes(b"x")
    may: Callable[..., bool] = os.access
    monkeypatch.setattr(os, "access", lambda each, mode: each != path and may(each, mode))
    (fetched,) = read_locally(tmp_path / "spool", local(path, tmp_path))
    assert fetched.error == f"{path} may not be read; give the user that runs nat-attrib access to it."
