"""Nothing in a log or a name is more than data: no line stops its neighbours, no field reaches SQL or a path."""

from __future__ import annotations

import gzip
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nat_attrib import duck as engine
from nat_attrib.depot import FolderDepot, is_inside
from nat_attrib.ingest.fetch import FetchedObject
from nat_attrib.ingest.objects import Source, in_folder
from nat_attrib.ingest.query_reduce import reduce_query_logs
from nat_attrib.ingest.shards import receipt as receipts
from tests.test_query_logs import NAME, line

if TYPE_CHECKING:
    from pathlib import Path

    from nat_attrib.duck import Duck

HOSTILE = [
    "'; drop table dns_seen; --",
    "\"; copy (select 1) to '/tmp/x'; --",
    "$(touch x)`touch x`",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "\x1b]0;title\x07\u202e\ufeff",
    "a" * 5000,
]
QUIET = settings(
    max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=False
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner))
FIELDS = st.sampled_from(
    ["vpc_id", "query_timestamp", "query_name", "rcode", "answers", "srcaddr", "srcids", "version", "x"]
)
LINES = st.one_of(
    st.dictionaries(FIELDS, VALUES, max_size=5).map(lambda said: json.dumps(said).encode()),
    st.dictionaries(FIELDS, VALUES, max_size=3).map(lambda said: line("ok.example.com", "192.0.2.7", **said).encode()),
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda said: said.encode("utf-8", "surrogatepass")),
)


@pytest.fixture(scope="module")
def duck(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    opened = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("store") / "nat.duckdb"))
    yield opened
    opened.close()


def fetched(folder: Path, name: str, content: bytes) -> FetchedObject:
    path = folder / name
    path.write_bytes(content)
    return FetchedObject(in_folder(Source.parse(str(folder), "query_log"), name, len(content), path), path)


@QUIET
@given(lines=st.lists(LINES, max_size=4), is_packed=st.booleans(), cut=st.integers(0, 30))
def test_whatever_a_query_log_holds_its_neighbour_is_read(
    duck: Duck, tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], *, is_packed: bool, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("queries")
    content = b"\n".join(lines)
    packed = gzip.compress(content)
    strange = packed[: len(packed) - cut] if is_packed else content
    good = gzip.compress(f"{line('good.example.com', '192.0.2.1')}\n".encode())
    objects = [fetched(folder, NAME.format("a1"), strange), fetched(folder, NAME.format("b2"), good)]
    outcomes = {outcome.fetched.path: outcome for outcome in reduce_query_logs(duck, objects)}
    assert len(outcomes) == 2
    assert (outcomes[objects[1].path].status, outcomes[objects[1].path].rows_read) == ("ok", 1)
    other = outcomes[objects[0].path]
    assert other.status == "ok" or other.reason
    names = [name for (name,) in duck.rows("select name from reduced_dns_seen where address = '192.0.2.1'")]
    assert names.count("good.example.com") == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_stored_as_it_is_and_does_nothing(duck: Duck, tmp_path: Path, text: str) -> None:
    said = line(text, "192.0.2.1", aliases=(text,), vpc_id=text)
    (outcome,) = reduce_query_logs(duck, [fetched(tmp_path, NAME.format("a1"), f"{said}\n".encode())])
    assert outcome.status in ("ok", "partial", "failed")
    tables = duck.row("select count(*) from duckdb_tables() where table_name = 'dns_seen'")
    assert tables == (1,)
    assert all(len(name) <= 5000 for (name,) in duck.rows("select name from reduced_dns_seen"))
    assert not (tmp_path / "x").exists()


@given(st.text(max_size=40))
def test_a_name_that_is_inside_stays_inside(name: str) -> None:
    from pathlib import PurePosixPath  # noqa: PLC0415

    if is_inside(name):
        parts = PurePosixPath("/root") / name
        assert parts.parts[:2] == ("/", "root")
        assert ".." not in parts.parts


@pytest.mark.parametrize("name", ["..", "../x", "a/../../x", "/x", "", "a\x00"])
def test_names_that_leave_are_told(name: str) -> None:
    assert not is_inside(name)


def test_files_that_are_no_attempts_are_not_taken_for_one(tmp_path: Path) -> None:
    for name in ("p/0/a/receipt.json", "p/x/a/receipt.json", "p/0/receipt.json", "p/0/a/b/receipt.json", "p/1/a/other"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert receipts.attempts(FolderDepot("here", tmp_path), "p") == {0: ["a"]}


@given(st.text(max_size=200) | VALUES.map(json.dumps))
def test_a_receipt_that_is_none_is_an_error_of_a_known_kind(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        receipts.Receipt.from_json(text)
