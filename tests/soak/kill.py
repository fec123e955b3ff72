"""Kills hundreds of runs at random moments: `python -m tests.soak.kill --kills 300`."""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

from tests.soak.ground import Ground
from tests.soak.victims import Victims


def main() -> None:
    """Print how many runs were killed and how many ended; an assertion stops it where the file shows a wrong answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder, Victims(batch_objects=2) as victims:
        ground = Ground(Path(folder), victims)
        ground.prepare(seed=given.seed % 1000, hours=1, talks=12)
        ground.plan()
        trials = 0
        while ground.kills < given.kills:
            db, kills = Path(folder) / f"trial{trials}.duckdb", chance.randrange(2, 13)
            if trials % 3 == 2:
                ground.shard_trial(db, chance, kills)
            else:
                ground.trial(db, chance, kills, from_nothing=chance.random() < 0.3)
            trials += 1
            print(f"{ground.kills} kills, {trials} files", flush=True)
    print(f"{ground.kills} runs, workers of shards and merges killed; {ground.resumed} left work that the next took up")
    print(f"{ground.ends} ended before their moment; {trials} files ended with the rows of an undisturbed run")


if __name__ == "__main__":
    main()
