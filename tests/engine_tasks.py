"""What workers of the engine tests do: they import this module by name."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from nat_attrib import duck as engine
from nat_attrib.engine import Ended
from nat_attrib.ingest import shards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def _beside(task: shards.Task, name: str) -> Path:
    return Path(task.output).with_name(name)


def deadly(task: shards.Task) -> str:
    """End the worker in the middle of shard 1, the first time, and each time it sees shard 2.

    Before, write whether DuckDB would draw on stdout in this worker.
    """
    duck = engine.connect()
    bars = duck.row("select value from duckdb_settings() where name = 'enable_progress_bar'")[0]
    _beside(task, f"bars{task.shard}").write_text(bars)
    mark = _beside(task, "died")
    if task.shard == 2 or (task.shard == 1 and not mark.exists()):
        if task.shard == 1:
            mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return shards.run_shard(task)


def ends_the_scheduler(task: shards.Task) -> str:
    """End the scheduler, whose process id lies beside, once the first shard has its receipt."""
    written = shards.run_shard(task)
    os.kill(int(_beside(task, "scheduler").read_text()), signal.SIGKILL)
    return written


class Here:
    """An engine in a few lines: this process, one shard after the other."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def map(self, work: Callable[[shards.Task], object], tasks: Sequence[shards.Task]) -> Iterator[Ended]:
        for task in tasks:
            self.seen.append(task.shard)
            work(task)
            yield Ended(task)
