"""Runs whole processes one after the other and says what each took.

The measuring process stays small on purpose: Linux hands its own peak memory to the processes it starts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).parents[2]
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in the unit of ru_maxrss."""


@dataclass(frozen=True)
class Job:
    """One process to measure."""

    name: str
    command: Sequence[str]
    before: Callable[[], object] | None = None
    """Called before each run, not timed."""
    after: Callable[[str], object] | None = None
    """Called after each run with its stdout, not timed; raises where the answer is wrong."""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Took:
    """What one run took."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


def python(module: str, *arguments: object) -> list[str]:
    """Return the command that runs a module in this Python."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def run_once(job: Job) -> Took:
    """Run a job to its end.

    Raises:
        SystemExit: it failed; its last words are in the message.
    """
    if job.before:
        job.before()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NAT_ATTRIB_", "AWS_"))}
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaints:
        began = time.perf_counter()
        process = subprocess.Popen(
            job.command,
            cwd=ROOT,
            env={**kept, **job.environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complaints,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (said, complaints):
            stream.seek(0)
        if process.returncode:
            raise SystemExit(
                f"{job.name} failed with exit code {process.returncode}: {' '.join(job.command)}\n"
                f"{complaints.read().decode(errors='replace')[-2000:]}"
            )
        if job.after:
            job.after(said.read().decode())
    return Took(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MEMORY_UNIT / 2**20)


class Samples:
    """What interleaved runs took: a list per job, in the order of the rounds."""

    def __init__(self, took: Mapping[str, list[Took]]) -> None:
        self.took = took

    def median(self, name: str) -> Took:
        """Return the medians of a job's runs, and its largest peak."""
        runs = self.took[name]
        return Took(
            statistics.median(run.seconds for run in runs),
            statistics.median(run.cpu_seconds for run in runs),
            max(run.peak_mib for run in runs),
        )

    def ratio(self, name: str, *over: str) -> tuple[float, float]:
        """Return a job's seconds and CPU seconds over another's (the larger of several): medians over rounds."""
        rounds = list(zip(self.took[name], *(self.took[other] for other in over), strict=True))
        return (
            statistics.median(mine.seconds / max(other.seconds for other in others) for mine, *others in rounds),
            statistics.median(
                mine.cpu_seconds / max(other.cpu_seconds for other in others) for mine, *others in rounds
            ),
        )


def interleaved(jobs: Sequence[Job], rounds: int) -> Samples:
    """Run every job once a round, so that a busy minute of the machine falls on all of them."""
    took: dict[str, list[Took]] = {job.name: [] for job in jobs}
    for number in range(rounds):
        for job in jobs:
            one = run_once(job)
            took[job.name].append(one)
            print(
                f"  {number + 1}/{rounds} {job.name}: {one.seconds:.2f} s, {one.peak_mib:.0f} MiB",
                file=sys.stderr,
                flush=True,
            )
    return Samples(took)
