"""Shards in other processes of this machine."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nat_attrib.engine.mapper import Ended
from nat_attrib.errors import NatAttribError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from nat_attrib.ingest.shards import Task

TRIES = 3
"""How often a shard may end the process it runs in."""


@dataclass(frozen=True, slots=True)
class Processes:
    """A number of processes, each with one shard at a time."""

    workers: int

    def map(self, work: Callable[[Task], object], tasks: Sequence[Task]) -> Iterator[Ended]:
        """See `Mapper`."""
        rest = list(tasks)
        while rest:
            suspects = yield from self._together(work, rest)
            # One of them ended its process, and all died with the pool: alone, each answers for itself.
            for task in suspects:
                yield _alone(work, task)

    def _together(self, work: Callable[[Task], object], rest: list[Task]) -> Generator[Ended, None, list[Task]]:
        """Take tasks from `rest` until it is empty or a process dies; return those that were under way then."""
        running: dict[Future[object], Task] = {}
        with _pool(self.workers) as pool:
            while rest or running:
                try:
                    while rest and len(running) < self.workers:
                        running[pool.submit(work, rest[0])] = rest[0]
                        del rest[0]
                except BrokenProcessPool:
                    return list(running.values())
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    if isinstance(future.exception(), BrokenProcessPool):
                        return list(running.values())
                    yield Ended(running.pop(future), said(future.exception()))
        return []


def _alone(work: Callable[[Task], object], task: Task) -> Ended:
    for _ in range(TRIES):
        with _pool(1) as pool:
            error = pool.submit(work, task).exception()
        if not isinstance(error, BrokenProcessPool):
            return Ended(task, said(error))
    return Ended(task, f"It ended its process {TRIES} times, as running out of memory does.")


def _pool(workers: int) -> ProcessPoolExecutor:
    # The engine's threads do not survive a fork.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def said(error: BaseException | None) -> str | None:
    """Return a task's error as a sentence."""
    if error is None or isinstance(error, NatAttribError):
        return str(error) if error else None
    return f"It failed ({type(error).__name__}: {str(error).partition(chr(10))[0]})."
