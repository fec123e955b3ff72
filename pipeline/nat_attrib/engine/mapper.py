"""What an engine has to do: one method, so that another engine is a page of code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nat_attrib.ingest.shards import Task


@dataclass(frozen=True, slots=True)
class Ended:
    """How a task ended."""

    task: Task
    error: str | None = None
    """Why it made no receipt, as a sentence; None where it did."""


class Mapper(Protocol):
    """Works on tasks anywhere: they are text and numbers, and their results lie in the output that they name."""

    def map(self, work: Callable[[Task], object], tasks: Sequence[Task]) -> Iterator[Ended]:
        """Do `work(task)` for each task, in any order, and yield each as it ends.

        A task may be done more than once. One that ends its workers again and again is given up, with its error.

        Raises:
            NatAttribError: nothing more can be done; what has made a receipt is kept.
        """
