"""`kill -9` at any moment leaves a file that opens with the old answer or the new one, and the next run ends right."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.pipeline import traffic
from tests.soak.ground import TOTALS, Ground
from tests.soak.victims import Victims

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with Victims() as victims:
        made = Ground(tmp_path_factory.mktemp("ground"), victims)
        made.prepare(hours=1, talks=15)
        yield made


def test_killed_at_a_random_moment_with_no_file_yet(ground: Ground, tmp_path: Path) -> None:
    # Another draw each time; the file's name says the seed.
    seed = random.SystemRandom().randrange(10_000)
    ground.trial(tmp_path / f"seed{seed}.duckdb", random.Random(seed), 1, from_nothing=True)


def test_shards_and_their_merge_killed_at_random_moments(ground: Ground, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10_000)
    ground.plan()
    ground.shard_trial(tmp_path / f"seed{seed}.duckdb", random.Random(seed), 1)


def test_killed_at_every_touch_of_a_file(ground: Ground, tmp_path: Path) -> None:
    """The store's own steps are too short for chance: copy, rename, publish, each killed just before it happens."""
    db = tmp_path / "nat.duckdb"
    shutil.copy2(ground.folder / "old.duckdb", db)
    old = traffic(db, TOTALS)
    touch = 0
    end = ground.victims.run("--db", db, kill_at=1)
    while end.is_killed:
        touch += 1
        assert traffic(db, TOTALS) == old
        end = ground.victims.run("--db", db, kill_at=touch + 1)
    assert end.exit_code == 0
    # lock, copy, mode, work, its leftover, the log, the rename
    assert touch >= 7
    # What was killed before the rename is taken up or discarded, and never seen.
    ground.finish(db)


def test_a_real_process_killed_between_two_stages_and_the_next_run_at_a_random_moment(
    ground: Ground, tmp_path: Path
) -> None:
    seed = random.SystemRandom().randrange(10_000)
    db = tmp_path / f"seed{seed}.duckdb"
    allowed = ground.start(db, from_nothing=False)
    command = [sys.executable, "-m", "nat_attrib", *map(str, ground.command(db))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("ingest: "):
                process.kill()
                break
    assert process.returncode == -9
    assert traffic(db, TOTALS) in allowed
    ground.kill(db, allowed, kill_after=random.Random(seed).uniform(0, ground.seconds[False]))
    ground.finish(db)
