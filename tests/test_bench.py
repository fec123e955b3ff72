"""The benchmark's own parts, on few records: the data's truth, the yardsticks, the check of sums, the table."""

from __future__ import annotations

import json
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from nat_attrib.duck import connect
from tests.bench import derived, dns, yardstick
from tests.bench.generate import Wish, generate
from tests.bench.lines import Line, Target, line, markdown
from tests.bench.measure import Job, Samples, Took, interleaved
from tests.bench.place import Data, Place
from tests.pipeline import run_local

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 8_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder = tmp_path_factory.mktemp("bench") / "data"
    generate(Wish(ROWS, files=3), folder, workers=1)
    return Data(folder)


def test_every_roll_up_of_the_yardstick_finds_the_bytes_that_the_generator_wrote(made: Data) -> None:
    told = (str(made.logs), str(made.inventory))
    assert made.rows == ROWS
    assert yardstick.duckdb_sql("rollup_duckdb", *told) == made.counted_bytes
    assert yardstick.polars_rollup("rollup_polars", *told) == made.counted_bytes
    assert yardstick.duckdb_sql("range_join", *told) == made.counted_bytes
    assert yardstick.duckdb_sql("base", *told) == yardstick.duckdb_sql("decode", *told) > made.counted_bytes


def test_a_whole_job_is_verified_against_the_truth_and_a_lost_byte_ends_the_benchmark(
    made: Data, tmp_path: Path
) -> None:
    db = tmp_path / "whole.duckdb"
    run_local(db, made.logs, inventory=made.inventory)
    derived.verify(str(db), str(made.folder))
    duck = connect(db)
    duck.execute("update nat_service_hour set bytes_in = bytes_in - 1 where rowid = 0")
    duck.close()
    with pytest.raises(SystemExit, match="WRONG BYTES in nat_service_hour"):
        derived.verify(str(db), str(made.folder))


def test_the_first_files_of_a_set_have_a_truth_of_their_own(made: Data, tmp_path: Path) -> None:
    derived.first_files(str(made.folder), "1", str(tmp_path / "first"))
    first = Data(tmp_path / "first")
    assert 0 < first.counted_bytes < made.counted_bytes
    assert yardstick.duckdb_sql("rollup_duckdb", str(first.logs), str(first.inventory)) == first.counted_bytes


def test_processes_are_measured_in_rounds_and_a_failing_one_says_its_last_words() -> None:
    said: list[str] = []
    jobs = [Job(name, [sys.executable, "-c", f"print('{name}')"], after=said.append) for name in ("one", "two")]
    found = interleaved(jobs, 2)
    assert said == ["one\n", "two\n"] * 2
    assert all(run.seconds > 0 and run.peak_mib > 1 for runs in found.took.values() for run in runs)
    with pytest.raises(SystemExit, match=r"broken failed with exit code 3(?s:.*)last words"):
        interleaved(
            [Job("broken", [sys.executable, "-c", "import sys; print('last words', file=sys.stderr); sys.exit(3)"])], 1
        )


def test_ratios_are_medians_of_the_rounds_and_targets_are_judged() -> None:
    samples = Samples(
        {
            "mine": [Took(3, 3, 100), Took(8, 4, 900), Took(3.2, 3, 120)],
            "base": [Took(2, 2, 50), Took(4, 2, 50), Took(2, 2, 50)],
            "floor": [Took(1, 1, 50), Took(9, 1, 50), Took(1, 1, 50)],
        }
    )
    assert samples.ratio("mine", "base") == (1.6, 1.5)
    assert samples.ratio("mine", "base", "floor")[0] == 1.5
    shown = markdown(
        [
            line(samples, "mine", "base", label="b", target=Target(1.6)),
            line(samples, "base", "mine", target=Target(10, at_least=True)),
            line(samples, "mine", target=Target(800, of="MiB")),
            Line("rival", note="not installed"),
        ]
    ).splitlines()
    assert [[cell.strip() for cell in row.strip("|").split("|")] for row in shown[2:]] == [
        ["mine", "3.20", "3.00", "1.60 b", "1.50", "<= 1.6 met", "900", ""],
        ["base", "2.00", "2.00", "0.62 x mine", "0.67", ">= 10 missed", "50", ""],
        ["mine", "3.20", "3.00", "", "", "<= 800 MiB missed", "900", ""],
        ["rival", "", "", "", "", "", "", "not installed"],
    ]


def test_given_data_is_used_in_place_of_made_data(made: Data, tmp_path: Path) -> None:
    held = shutil.copytree(made.folder, tmp_path / "given")
    assert (
        Place(1, 1, tmp_path / "cache", held).main().rows
        == json.loads((held / "manifest.json").read_text())["wish"]["rows"]
    )


def test_the_data_as_security_lake_keeps_it_has_the_same_bytes(made: Data, tmp_path: Path) -> None:
    derived.capture(str(made.folder), "security_lake", str(tmp_path / "lake"))
    lake = Data(tmp_path / "lake")
    run_local(tmp_path / "lake.duckdb", lake.logs, inventory=lake.inventory)
    derived.verify(str(tmp_path / "lake.duckdb"), str(made.folder))
    assert lake.rows == made.rows


def test_the_matching_of_query_logs_is_measured_on_rows_that_they_name(capsys: pytest.CaptureFixture[str]) -> None:
    dns.main(["--flows", "3000", "--answers", "600", "--clients", "20", "--addresses", "50"])
    told = capsys.readouterr().out
    named, rows = re.findall(r"^([\d,]+) of ([\d,]+) rows told by DNS", told, re.MULTILINE)[0]
    assert 0 < int(named.replace(",", "")) < int(rows.replace(",", "")) <= 3000
    assert "3,000 flows, 600 answers" in told
