"""What killed runs work on, and what must hold after each kill: old totals or new ones, never anything else."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.pipeline import NAMED, broken_checks, traffic
from tests.world import FlowLog, fields_up_to, small_world, write_inventory, write_logs

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from tests.soak.victims import End, Victims

TOTALS = "select count(*), sum(bytes_out), sum(bytes_in), sum(packets) from nat_traffic"
NOTHING = [(0, None, None, None)]


@dataclass
class Ground:
    """A world's logs, the file before its second half came, and the file after an undisturbed run."""

    folder: Path
    victims: Victims
    kills: int = 0
    ends: int = 0
    resumed: int = 0
    """Kills that left a working copy."""
    seconds: dict[bool, float] = field(default_factory=dict)
    """What an undisturbed run took: from nothing, and from the old file."""
    totals: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    shards: int = 0
    """Of the plan."""

    def prepare(self, *, seed: int = 3, hours: int = 3, talks: int = 40) -> None:
        """Write the world and make both files."""
        world = small_world(seed=seed, hours=hours, talks=talks)
        paths = write_logs(world.records, self.folder / "all", FlowLog(fields=fields_up_to(5)))
        write_inventory(world.topology, self.folder / "inventory")
        # One range instead of eight thousand: loading them is not what is killed here.
        ranges = {"ip_prefix": "52.94.0.0/22", "region": "ap-east-1", "service": "AMAZON"}
        content = {"syncToken": "1", "createDate": "2026-08-22-00-00-00", "prefixes": [ranges], "ipv6_prefixes": []}
        (self.folder / "ip-ranges.json").write_text(json.dumps(content))
        half = self.folder / "half"
        half.mkdir()
        for path in paths[::2]:
            shutil.copy(path, half)
        begin = time.monotonic()
        assert self.run(self.folder / "old.duckdb", "half").exit_code == 0
        between = time.monotonic()
        shutil.copy2(self.folder / "old.duckdb", self.folder / "new.duckdb")
        assert self.run(self.folder / "new.duckdb", "all").exit_code == 0
        self.seconds = {True: between - begin, False: time.monotonic() - between}
        self.totals = {name: traffic(self.folder / f"{name}.duckdb", TOTALS) for name in ("old", "new")}
        assert self.totals["old"] != self.totals["new"]
        self.rows = traffic(self.folder / "new.duckdb", NAMED)

    def run(self, db: Path, logs: str = "all", **how: Any) -> End:
        """Do a run, and kill it as `how` says."""
        return self.victims.run(*self.command(db, logs), **how)

    def command(self, db: Path, logs: str = "all") -> list[object]:
        """Return the arguments of a run."""
        known = {"--inventory": self.folder / "inventory", "--ip-ranges": self.folder / "ip-ranges.json"}
        given = {**known, "--threads": 1}
        return ["--db", db, "run", self.folder / logs, *(part for pair in given.items() for part in pair)]

    def start(self, db: Path, *, from_nothing: bool) -> list[list[tuple[Any, ...]]]:
        """Put the file to kill runs on in place; return the totals that it may show."""
        if from_nothing:
            return [NOTHING, self.totals["new"]]
        shutil.copy2(self.folder / "old.duckdb", db)
        return [self.totals["old"], self.totals["new"]]

    def kill(
        self, db: Path, allowed: list[list[tuple[Any, ...]]], command: list[object] | None = None, **how: Any
    ) -> bool:
        """Start a run, or another command, kill it as `how` says, and see what the file answers; tell if it was."""
        end = self.victims.run(*(command or self.command(db)), **how)
        assert end.is_killed or end.exit_code == 0
        self.kills += end.is_killed
        self.ends += not end.is_killed
        self.resumed += db.with_name(db.name + ".work").exists()
        if end.is_killed and not db.exists():
            assert NOTHING in allowed
        else:
            shown = traffic(db, TOTALS)
            assert shown in (allowed if end.is_killed else allowed[-1:])
            if shown == allowed[-1]:
                del allowed[:-1]  # never back to the old
        return end.is_killed

    def finish(self, db: Path) -> None:
        """Let a run end, and find what an undisturbed one finds."""
        assert self.run(db).exit_code == 0
        assert traffic(db, NAMED) == self.rows
        assert broken_checks(db) == {}
        beside = {path.name for path in db.parent.glob(f"{db.name}.*")}
        assert beside <= {f"{db.name}.lock", f"{db.name}.spool"}

    def plan(self) -> None:
        """Write the plan of what the old file lacks."""
        shutil.copy2(self.folder / "old.duckdb", self.folder / "planned.duckdb")
        asked = ["shards", "write", self.folder / "plan.json", self.folder / "all", "--shard-size", "40KiB"]
        assert self.victims.run("--db", self.folder / "planned.duckdb", *asked).exit_code == 0
        self.shards = len(json.loads((self.folder / "plan.json").read_text())["shards"])

    def work(self, number: int, parts: Path) -> list[object]:
        """Return the arguments of a worker."""
        return ["shards", "run", self.folder / "plan.json", number, "--output", parts, "--threads", 1]

    def shard_trial(self, db: Path, chance: Random, kills: int) -> None:
        """Kill workers of shards, then merges, at random moments; let the last of each end."""
        parts = db.with_suffix(".parts")
        for number in range(self.shards):
            work = self.work(number, parts)
            # A worker takes about half of what a run takes.
            end = self.victims.run(*work, kill_after=chance.uniform(0, self.seconds[False] / 2))
            self.kills += end.is_killed
            assert not end.is_killed or self.victims.run(*work).exit_code == 0
        shutil.copy2(self.folder / "planned.duckdb", db)
        merge = ["--db", db, "shards", "merge", self.folder / "plan.json", "--from", parts]
        allowed = [self.totals["old"], self.totals["new"]]
        for _ in range(kills):
            if not self.kill(db, allowed, merge, kill_after=chance.uniform(0, self.seconds[False])):
                break
        assert self.victims.run(*merge).exit_code == 0
        self.finish(db)

    def trial(self, db: Path, chance: Random, kills: int, *, from_nothing: bool) -> None:
        """Kill runs at random moments, on one file until one ends in time, and let the last one end."""
        allowed = self.start(db, from_nothing=from_nothing)
        for _ in range(kills):
            if not self.kill(db, allowed, kill_after=chance.uniform(0, self.seconds[from_nothing])):
                break
        self.finish(db)
