"""What the program says on stderr while it works; nothing else writes there, and a library user may leave it silent."""

from __future__ import annotations

import json
import os
import re
import sys
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from nat_attrib.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from rich.progress import TaskID

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(slots=True)
class Step:
    """One step under way: what was expected and what is done. Safe to advance from any thread."""

    name: str
    objects: int = 0
    """Objects done."""
    bytes: int = 0
    """Bytes done."""
    objects_total: int | None = None
    """Objects expected; None while unknown."""
    bytes_total: int | None = None
    """Bytes expected; None while unknown."""
    unit: str = "objects"
    """What the objects are called."""
    facts: dict[str, object] = field(default_factory=dict)
    """What the step has to say at its end."""
    on_change: Callable[[Step], None] | None = None
    lock: Lock = field(default_factory=Lock, repr=False)

    def total(
        self,
        objects: int | None = None,
        bytes: int | None = None,  # noqa: A002 - the unit's name
        *,
        unit: str = "objects",
    ) -> None:
        """Say how much there is to do, and what the objects are called."""
        with self.lock:
            self.objects_total, self.bytes_total, self.unit = objects, bytes, unit
            self._changed()

    def advance(self, objects: int = 0, bytes: int = 0) -> None:  # noqa: A002 - the unit's name
        """Say that so many more objects and bytes are done."""
        with self.lock:
            self.objects += objects
            self.bytes += bytes
            self._changed()

    def done(self, **facts: object) -> None:
        """Add what the step's closing line shall say, such as `batches=12`."""
        self.facts.update(facts)

    def _changed(self) -> None:
        if self.on_change:
            self.on_change(self)


class Progress(Protocol):
    """What the stages talk to."""

    def step(self, name: str) -> AbstractContextManager[Step]:
        """Open a step for the length of a `with` block; its closing line is written at the end."""
        ...

    def note(self, text: str) -> None:
        """Say one sentence."""
        ...


class SilentProgress:
    """Says nothing."""

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Count and stay silent."""
        yield Step(name)

    def note(self, text: str) -> None:
        """Stay silent."""


@dataclass(frozen=True, slots=True)
class PlainProgress:
    """One line per step, for logs."""

    stream: TextIO
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Write `name: 12 objects, 3.4 MiB in 5.6 s (0.6 MiB/s), batches 2` when the step ends."""
        yield from _timed(Step(name), self.clock, lambda step, seconds, word: self.note(_line(step, seconds, word)))

    def note(self, text: str) -> None:
        """Write the sentence on a line of its own."""
        print(printable(text), file=self.stream, flush=True)


@dataclass(frozen=True, slots=True)
class JsonProgress:
    """One JSON object per line, for log collectors; `common` (such as a run id) is on every line."""

    stream: TextIO
    common: dict[str, object] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Write `step`, `status` (done, stopped), `objects` or `days`, `bytes`, `seconds` and the facts at the end."""
        yield from _timed(Step(name), self.clock, self._close)

    def note(self, text: str) -> None:
        """Write the sentence as `note`."""
        self._write({"note": text})

    def _close(self, step: Step, seconds: float, word: str) -> None:
        counts = {step.unit: step.objects, "bytes": step.bytes, "seconds": round(seconds, 3)}
        self._write({**step.facts, "step": step.name, "status": word, **counts})

    def _write(self, content: dict[str, object]) -> None:
        moment = self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        print(json.dumps({"time": moment, **self.common, **content}, default=str), file=self.stream, flush=True)


@dataclass(frozen=True, slots=True)
class TerminalProgress:
    """A bar with objects, bytes, rate and time left while a step runs, then its closing line."""

    console: Console
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Show a bar; bytes drive it where they are known, else objects."""
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[counts]}", markup=False),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        bars = Bars(*columns, console=self.console, transient=True, expand=True)
        task = bars.add_task(printable(name), total=None, counts="")
        start = self.clock()
        step = Step(name, on_change=lambda step: _show(bars, task, step, self.clock() - start))
        with bars:
            yield from _timed(step, self.clock, lambda step, seconds, word: self.note(_line(step, seconds, word)))

    def note(self, text: str) -> None:
        """Write the sentence above the bar."""
        self.console.print(Text(printable(text)), soft_wrap=True)


def choose(log_format: str | None = None, stream: TextIO | None = None) -> Progress:
    """Return how to talk on `stream` (stderr by default).

    Args:
        log_format: `json`, `plain`, or None: a bar on a terminal and plain lines elsewhere.
        stream: where to write.

    Raises:
        UsageError: another format was asked for.
    """
    out = stream or sys.stderr
    if log_format == "json":
        return JsonProgress(out, {"run_id": os.environ.get("AWS_BATCH_JOB_ID") or uuid.uuid4().hex})
    if log_format not in (None, "", "plain"):
        raise UsageError(f"{log_format!r} is not a log format; write json or plain.")
    if log_format or not out.isatty():
        return PlainProgress(out)
    return TerminalProgress(Console(file=out))


def printable(text: str) -> str:
    """Return the text on one line, without the control characters that a hostile key could drive a terminal with."""
    return _CONTROL.sub(" ", text).strip()


def human_bytes(count: float) -> str:
    """Return a size as people read it: `3.4 MiB`."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:,.1f} {unit}"
        count /= 1024
    return f"{count:,.1f} TiB"


def _timed(step: Step, clock: Callable[[], float], close: Callable[[Step, float, str], None]) -> Iterator[Step]:
    """Yield the step once and close it with the seconds it took, also when the block raises."""
    start = clock()
    word = "stopped"
    try:
        yield step
        word = "done"
    finally:
        close(step, clock() - start, word)


def _line(step: Step, seconds: float, word: str) -> str:
    """Return the closing line of a step."""
    counted = _counts(step, seconds) if step.objects or step.bytes else ""
    facts = [f"{name.replace('_', ' ')} {value}" for name, value in step.facts.items()]
    parts = ", ".join([part for part in (word if word != "done" else "", counted, *facts) if part])
    return f"{step.name}: {parts or word} in {seconds:,.1f} s"


def _counts(step: Step, seconds: float) -> str:
    """Return objects, bytes and rate of a step."""
    expected = f"/{step.objects_total:,}" if step.objects_total is not None else ""
    objects = f"{step.objects:,}{expected} {step.unit}"
    if not step.bytes:
        return objects
    rate = f" ({human_bytes(step.bytes / seconds)}/s)" if seconds > 0 else ""
    return f"{objects}, {human_bytes(step.bytes)}{rate}"


def _show(bars: Bars, task: TaskID, step: Step, seconds: float) -> None:
    """Move the bar."""
    by_bytes = bool(step.bytes_total)
    bars.update(
        task,
        total=step.bytes_total if by_bytes else step.objects_total,
        completed=step.bytes if by_bytes else step.objects,
        counts=_counts(step, seconds),
    )
