"""Ingest in shards gives what a plain ingest gives: whatever the split, however often a shard runs or dies."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nat_attrib import cli, run, store
from nat_attrib import duck as engine
from nat_attrib.depot import FolderDepot
from nat_attrib.errors import NatAttribError
from nat_attrib.ingest import Place, Source, shards
from nat_attrib.ingest.shards import receipt as receipts
from nat_attrib.inventory import spread
from nat_attrib.progress import SilentProgress
from nat_attrib.window import Window
from tests import faultproxy
from tests.conftest import ROOT
from tests.pipeline import NAMED, broken_checks, laid_out, opened, run_local, started, traffic
from tests.tools.pages import fences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nat_attrib.duck import Duck

pytestmark = pytest.mark.slow

WINDOW = Window(datetime(2026, 11, 16), datetime(2026, 11, 17))
SHARD_BYTES = 40_960
"""Makes three shards of what is laid out."""
LEDGER = "select * exclude (batch_id, reason) from ingested_object order by all"
REDUCED = [
    """
    select hour, flow_log_id, nat_gateway_id, interface_id, min(first_second), max(last_second), sum(records),
      sum(l1_bytes), sum(l2_bytes), sum(l3_bytes), sum(l4_bytes), sum(nodata_records)
    from log_hour where capture in ('nat_eni', 'nat_eni_v2', 'regional') group by all order by all
    """,
    "select * exclude (batch_id, records), sum(records) from source_seen group by all order by all",
    """
    select hour, interface_id, client_ip, remote_ip, remote_port, protocol, sum(bytes_out), sum(bytes_in), sum(packets)
    from flow_hour where capture in ('nat_eni', 'nat_eni_v2', 'regional') group by all order by all
    """,
]
"""Rows of one key may come from two batches: their sums are what counts.

Candidates of clients are left out: a batch drops those whose gateway it holds too, and attribute drops the others.
"""


@pytest.fixture(scope="module", name="laid_out")
def _laid_out() -> Path:
    return laid_out()


def planned(duck: Duck, logs: Path, shard_bytes: int | None = None) -> shards.Manifest:
    place = Place([Source.parse(str(logs))], WINDOW, logs.parent / "spool")
    return shards.plan_shards(duck, place, None, SilentProgress(), shard_bytes=shard_bytes)[0]


@pytest.fixture
def known(laid_out: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(laid_out / "known.duckdb", tmp_path / "nat.duckdb"))


@pytest.fixture(scope="module")
def shared_plan(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, shards.Manifest]:
    """A folder with a plan of several shards in `plan.json` and what they read in `parts/`."""
    duck = engine.connect(laid_out / "known.duckdb", read_only=True)
    manifest = planned(duck, laid_out / "logs", SHARD_BYTES)
    duck.close()
    assert len(manifest.shards) > 2
    folder = tmp_path_factory.mktemp("planned")
    shards.save(manifest, str(folder / "plan.json"))
    run_all(manifest, folder)
    return folder, manifest


@pytest.fixture
def made(shared_plan: tuple[Path, shards.Manifest], known: Path, tmp_path: Path) -> tuple[Path, shards.Manifest]:
    """A file with the inventory, a plan of several shards in `plan.json`, and what they read in `parts/`."""
    folder, manifest = shared_plan
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return known, manifest


def run_all(manifest: shards.Manifest, folder: Path) -> None:
    for shard in manifest.shards:
        shards.run_shard(shards.Task(str(folder / "plan.json"), shard.number, str(folder / "parts"), threads=1))


def merged(db: Path, manifest: shards.Manifest, folder: Path, **how: Any) -> Any:
    with store.writing(db) as duck:
        return shards.merge(duck, manifest, FolderDepot("parts", folder / "parts"), SilentProgress(), **how)


@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data(), shard_bytes=st.sampled_from([SHARD_BYTES, 60_000]))
def test_any_split_and_any_repetition_equals_the_whole(
    laid_out: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, shard_bytes: int
) -> None:
    folder = tmp_path_factory.mktemp("split")
    duck = engine.connect(shutil.copy(laid_out / "known.duckdb", folder / "nat.duckdb"))
    manifest = planned(duck, laid_out / "logs", shard_bytes)
    shards.save(manifest, str(folder / "plan.json.gz"))
    numbers = [shard.number for shard in manifest.shards]
    for number in data.draw(st.permutations([*numbers, data.draw(st.sampled_from(numbers))])):
        shards.run_shard(shards.Task(str(folder / "plan.json.gz"), number, str(folder / "parts"), threads=1))
    # What one that died leaves: tables, and no receipt.
    died = folder / "parts" / manifest.plan_hash / "0" / "0000"
    died.mkdir()
    (died / "reduced_flow_hour.parquet").write_bytes(b"PAR1 half")
    depot = FolderDepot("parts", folder / "parts")
    done = shards.merge(duck, manifest, depot, SilentProgress())
    assert (done.is_partial, done.objects) == (False, sum(len(shard.batch.objects) for shard in manifest.shards))
    assert shards.merge(duck, manifest, depot, SilentProgress()).objects == 0
    run.run(duck, run.Inputs(), SilentProgress())
    found = [duck.rows(sql) for sql in (LEDGER, *REDUCED, NAMED)]
    duck.close()
    with opened(laid_out / "whole.duckdb") as whole:
        assert found == [whole.rows(sql) for sql in (LEDGER, *REDUCED, NAMED)]


def test_the_command_line_gives_what_run_gives(
    laid_out: Path, known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nat(*arguments: object) -> tuple[int, list[str]]:
        monkeypatch.setattr(sys, "argv", ["nat-attrib", "--db", str(known), *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return int(end.value.code or 0), capsys.readouterr().out.splitlines()

    plan, parts = tmp_path / "plan.json", tmp_path / "parts"
    monkeypatch.chdir(tmp_path)
    Path("nat-attrib.toml").write_text(
        f'[shards.write]\nshard-size = "40KiB"\n[shards.run]\noutput = "other"\n[shards.merge]\nfrom = "{parts}"\n'
    )
    code, numbers = nat("shards", "write", plan, laid_out / "logs")
    assert (code, numbers) == (0, [str(number) for number in range(len(numbers))])
    assert nat("shards", "merge", plan) == (1, [])
    for number in numbers[1:]:
        code, (written,) = nat("shards", "run", plan, number, "--output", parts)
        assert code == 0
        assert Path(written).is_file()
    # AWS Batch tells the number so.
    monkeypatch.setenv("AWS_BATCH_JOB_ARRAY_INDEX", "0")
    assert nat("shards", "run", plan, "--output", parts, "--memory-limit", "300MB")[0] == 0
    assert nat("shards", "merge", plan) == (0, [])
    assert traffic(known, NAMED) == traffic(laid_out / "whole.duckdb", NAMED)
    assert broken_checks(known) == {}


def test_a_shard_holds_what_its_size_says(made: tuple[Path, shards.Manifest]) -> None:
    sizes = [[found.size_bytes for found in shard.batch.objects] for shard in made[1].shards]
    assert max(map(len, sizes)) > 1
    assert all(len(shard) == 1 or sum(shard) <= SHARD_BYTES for shard in sizes)
    assert all(sum(shard) + after[0] > SHARD_BYTES for shard, after in pairwise(sizes))


def test_missing_shards_are_named_and_the_others_can_be_merged(
    made: tuple[Path, shards.Manifest], tmp_path: Path
) -> None:
    db, manifest = made
    for number in (1, 2):
        shutil.rmtree(tmp_path / "parts" / manifest.plan_hash / str(number))
    with pytest.raises(NatAttribError, match=r"^Shards 1, 2 of \d+ made no receipt"):
        merged(db, manifest, tmp_path)
    done = merged(db, manifest, tmp_path, is_partial=True)
    assert done.is_partial
    assert "Shards 1, 2 of" in done.problems[0]
    # The others are passed over when the missing ones come.
    for number in (1, 2):
        shards.run_shard(shards.Task(str(tmp_path / "plan.json"), number, str(tmp_path / "parts")))
    done = merged(db, manifest, tmp_path)
    assert done.objects == len(manifest.shards[1].batch.objects) + len(manifest.shards[2].batch.objects)


def test_a_shard_whose_objects_came_by_another_run_is_refused(laid_out: Path, known: Path, tmp_path: Path) -> None:
    with store.writing(known) as duck:
        manifest = planned(duck, laid_out / "logs")
    shards.save(manifest, str(tmp_path / "plan.json"))
    run_all(manifest, tmp_path)
    (tmp_path / "some").mkdir()
    taken = manifest.shards[0].batch.objects[0].local_path
    assert taken is not None
    shutil.copy(taken, tmp_path / "some")
    run_local(known, tmp_path / "some")
    before = traffic(known)
    with pytest.raises(shards.StalePlanError, match="of shard 0 from another run; this plan is out of date"):
        merged(known, manifest, tmp_path)
    # Nothing was published; a new plan has the rest.
    assert traffic(known) == before
    with store.writing(known, resume=False) as duck:
        (rest,) = planned(duck, laid_out / "logs").shards
    assert len(rest.batch.objects) == len(manifest.shards[0].batch.objects) - 1


def damage_sum(folder: Path) -> None:
    receipt = json.loads((folder / receipts.NAME).read_text())
    receipt["tables"]["reduced_flow_hour"]["bytes_out"] = "1"
    (folder / receipts.NAME).write_text(json.dumps(receipt))


def damage_rows(folder: Path) -> None:
    shutil.copy(folder / "reduced_source_seen.parquet", folder / "reduced_log_hour.parquet")


def damage_table(folder: Path) -> None:
    path = folder / "reduced_flow_hour.parquet"
    path.write_bytes(path.read_bytes()[:-9])


def damage_version(folder: Path) -> None:
    receipt = json.loads((folder / receipts.NAME).read_text())
    (folder / receipts.NAME).write_text(json.dumps({**receipt, "program_version": "0.0.1"}))


def damage_receipt(folder: Path) -> None:
    (folder / receipts.NAME).write_text('{"plan_hash": 3}')


def damage_objects(folder: Path) -> None:
    receipt = json.loads((folder / receipts.NAME).read_text())
    (folder / receipts.NAME).write_text(json.dumps({**receipt, "objects": receipt["objects"][1:]}))


@pytest.mark.parametrize(
    "damage", [damage_sum, damage_rows, damage_table, damage_version, damage_receipt, damage_objects]
)
def test_a_result_that_is_not_its_receipts_is_refused(
    made: tuple[Path, shards.Manifest], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    db, manifest = made
    (receipt,) = (tmp_path / "parts" / manifest.plan_hash / "0").glob(f"*/{receipts.NAME}")
    damage(receipt.parent)
    with pytest.raises(NatAttribError, match="receipt"):
        merged(db, manifest, tmp_path, is_partial=True)


def test_a_manifest_that_was_changed_or_is_none_is_refused(made: tuple[Path, shards.Manifest], tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    content = json.loads(plan.read_text())
    for changed, said in (
        ({**content, "shards": content["shards"][1:]}, "was changed after it was written"),
        ({**content, "program_version": "9.9"}, r"is of nat-attrib 9.9 and this is"),
        ({"a": 1}, "is no manifest of shards"),
    ):
        plan.write_text(json.dumps(changed))
        with pytest.raises(NatAttribError, match=said):
            shards.load(str(plan))
    for none in (b"", b"[]", b'{"program_version": []}', gzip.compress(b"{}" * 99)[:-12], b"\x1f\x8b\x08 no"):
        plan.write_bytes(none)
        with pytest.raises(NatAttribError, match=r"is no manifest of shards|is of nat-attrib"):
            shards.load(str(plan))
    _, manifest = made
    with pytest.raises(NatAttribError, match=r"There is no shard 99; the manifest has \d+"):
        manifest.shard(99)


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "a/../../b", "a\x00b"])
def test_a_manifest_cannot_reach_beside_its_source(
    made: tuple[Path, shards.Manifest], tmp_path: Path, key: str
) -> None:
    _, manifest = made
    first, *rest = manifest.shards
    objects = (replace(first.batch.objects[0], key=key), *first.batch.objects[1:])
    hostile = replace(manifest, shards=(replace(first, batch=replace(first.batch, objects=objects)), *rest))
    resealed = shards.seal([(manifest.knowledge("flow_log"), [shard.batch for shard in hostile.shards])])
    shards.save(resealed, str(tmp_path / "plan.json"))
    with pytest.raises(NatAttribError, match="not below its source"):
        shards.load(str(tmp_path / "plan.json"))


def test_an_object_that_cannot_be_read_is_in_the_receipt_and_an_attempt_that_read_it_comes_first(
    laid_out: Path, known: Path, tmp_path: Path
) -> None:
    shutil.copytree(laid_out / "logs", tmp_path / "logs")
    with store.writing(known) as duck:
        manifest = planned(duck, tmp_path / "logs")
    shards.save(manifest, str(tmp_path / "plan.json"))
    gone = manifest.shards[0].batch.objects[0].local_path
    assert gone is not None
    aside = gone.rename(tmp_path / "aside")
    run_all(manifest, tmp_path)
    with store.writing(known) as duck:
        # The attempt with the hole alone: named, and planned again.
        done = shards.merge(duck, manifest, FolderDepot("parts", tmp_path / "parts"), SilentProgress())
        assert done.not_read
        aside.rename(gone)
        assert len(planned(duck, tmp_path / "logs").shards[0].batch.objects) == 1
    again = Path(shutil.copy(laid_out / "known.duckdb", tmp_path / "again.duckdb"))
    run_all(manifest, tmp_path)
    assert not merged(again, manifest, tmp_path).is_partial


@pytest.fixture(scope="module")
def partly(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `known.duckdb`, whose inventory shows one of the NAT gateways, and `ran.duckdb`, a run after it."""
    folder = tmp_path_factory.mktemp("partly")
    with store.writing(Path(shutil.copy(laid_out / "known.duckdb", folder))) as duck:
        duck.execute(
            "delete from inventory_resource where kind = 'nat_gateway' and resource_id <> "
            "(select min(nat_gateway_id) from inventory_nat_gateway)"
        )
        spread(duck)
    run_local(Path(shutil.copy(folder / "known.duckdb", folder / "ran.duckdb")), laid_out / "logs")
    return folder


def test_gateways_that_only_the_records_know_are_counted_in_a_second_round(
    laid_out: Path, partly: Path, tmp_path: Path
) -> None:
    known = Path(shutil.copy(partly / "known.duckdb", tmp_path))
    said = []
    for part in ("first", "second"):
        (tmp_path / part).mkdir()
        with store.writing(known) as duck:
            manifest = planned(duck, laid_out / "logs")
        shards.save(manifest, str(tmp_path / part / "plan.json"))
        run_all(manifest, tmp_path / part)
        said.append(merged(known, manifest, tmp_path / part).problems)
    assert said == [[ANY], []]
    assert "NAT gateways that were not known when the plan was written" in said[0][0]
    with opened(known) as duck, opened(partly / "ran.duckdb") as whole:
        assert [duck.rows(sql) for sql in (LEDGER, *REDUCED)] == [whole.rows(sql) for sql in (LEDGER, *REDUCED)]


def test_objects_that_replace_a_batch_replace_it(laid_out: Path, partly: Path, tmp_path: Path) -> None:
    """The plan's objects were read without knowing a gateway: their batches are taken back by the shards."""
    db = Path(shutil.copy(partly / "ran.duckdb", tmp_path))
    with opened(laid_out / "known.duckdb") as duck:
        kept = duck.arrow("from inventory_resource")
    with store.writing(db) as duck:
        duck.execute("delete from inventory_resource")
        with duck.frame("kept", kept):
            duck.execute("insert into inventory_resource from kept")
        spread(duck)
        manifest = planned(duck, laid_out / "logs")
    assert manifest.shards[0].batch.taken_back
    shards.save(manifest, str(tmp_path / "plan.json"))
    run_all(manifest, tmp_path)
    merged(db, manifest, tmp_path)
    with opened(db) as duck, opened(laid_out / "whole.duckdb") as whole:
        assert [duck.rows(sql) for sql in (LEDGER, *REDUCED)] == [whole.rows(sql) for sql in (LEDGER, *REDUCED)]


def test_the_commands_of_the_page_give_the_samples_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    (script,) = [fence.text for fence in fences(page) if fence.language == "sh" and "xargs" in fence.text]
    (tmp_path / "sample_logs").symlink_to(ROOT / "sample_logs")
    # Making a file from nothing is what the README's examples show.
    shutil.copy(started(), tmp_path / "nat.duckdb")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    subprocess.run(["bash", "-euc", script], cwd=tmp_path, capture_output=True, check=True)
    with opened(tmp_path / "nat.duckdb") as duck:
        assert duck.row("select count(distinct batch_id), count(*) from ingested_object")[0] > 2
        assert duck.row("select sum(rows_rejected), min(status) from ingested_object") == (0, "ok")


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[faultproxy.Proxy, Any]]:
    with faultproxy.server() as address, faultproxy.proxy(address) as proxy:
        yield proxy, faultproxy.client(proxy.url)


def test_everything_may_lie_in_buckets(
    laid_out: Path, known: Path, tmp_path: Path, s3: tuple[faultproxy.Proxy, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, client = s3
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
    for bucket in ("flow-logs", "parts"):
        client.create_bucket(Bucket=bucket)
    for path in (laid_out / "logs").rglob("*.parquet"):
        client.upload_file(str(path), "flow-logs", f"x/{path.relative_to(laid_out / 'logs').as_posix()}")
    with store.writing(known) as duck:
        from nat_attrib.aws import Aws  # noqa: PLC0415 - boto3 is slow to import

        place = Place([Source.parse("s3://flow-logs/x")], WINDOW, tmp_path / "spool", Aws.default())
        manifest, _ = shards.plan_shards(duck, place, None, SilentProgress(), shard_bytes=2**40)
        shards.save(manifest, "s3://parts/plans/p.json.gz")
        proxy.rules = [
            faultproxy.Rule("PUT /parts", faultproxy.slow_down, times=1),
            faultproxy.Rule("GET /parts", faultproxy.truncated, times=1),
        ]
        for shard in manifest.shards:
            shards.run_shard(shards.Task("s3://parts/plans/p.json.gz", shard.number, "s3://parts/out", threads=1))
        assert [rule.times for rule in proxy.rules] == [0, 0]
        proxy.rules = []
        from nat_attrib.depot import depot  # noqa: PLC0415

        done = shards.merge(duck, manifest, depot("s3://parts/out"), SilentProgress())
        assert (done.is_partial, done.objects) == (False, len(list((laid_out / "logs").rglob("*.parquet"))))
        with opened(laid_out / "whole.duckdb") as whole:
            assert duck.rows(REDUCED[-1]) == whole.rows(REDUCED[-1])
