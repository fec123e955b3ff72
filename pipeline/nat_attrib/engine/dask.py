"""Shards on a Dask cluster: one that runs already, or workers started here for the length of a run."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nat_attrib.engine.mapper import Ended
from nat_attrib.engine.processes import said
from nat_attrib.errors import NatAttribError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nat_attrib.ingest.shards import Task

_SECONDS_TO_CONNECT = 30
_DEADLY = "It ended its workers again and again, as running out of memory does."


@dataclass(frozen=True, slots=True)
class Dask:
    """Workers of a scheduler; each needs the same release of nat-attrib, Dask and Python."""

    scheduler: str | None = None
    """Such as `tcp://scheduler:8786`; None starts workers on this machine, on loopback alone."""
    workers: int | None = None
    """How many to start here; one per core when None."""

    def map(self, work: Callable[[Task], object], tasks: Sequence[Task]) -> Iterator[Ended]:
        """See `Mapper`.

        Raises:
            UsageError: Dask is not installed.
            NatAttribError: the scheduler cannot be reached, or was lost.
        """
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError as problem:
            raise UsageError("--engine dask needs Dask; install it with pip install 'nat-attrib[dask]'.") from problem
        with self._client(distributed) as client:
            suspects = []
            for task, error in self._done(distributed, client, work, tasks):
                if isinstance(error, distributed.scheduler.KilledWorker):
                    suspects.append(task)
                else:
                    yield Ended(task, said(error))
            # All shards of a worker that died are blamed: alone, each answers for itself.
            for suspect in suspects:
                for task, error in self._done(distributed, client, work, [suspect]):
                    is_deadly = isinstance(error, distributed.scheduler.KilledWorker)
                    yield Ended(task, _DEADLY if is_deadly else said(error))

    def _done(
        self,
        distributed: Any,  # noqa: ANN401 - distributed has few types
        client: Any,  # noqa: ANN401
        work: Callable[[Task], object],
        tasks: Sequence[Task],
    ) -> Iterator[tuple[Task, BaseException | None]]:
        """Do tasks together, and yield each with its error as it ends."""
        # They have effects: two of the same arguments are two.
        futures = {client.submit(work, task, pure=False): task for task in tasks}
        for future in distributed.as_completed(futures):
            if future.cancelled() or future.status == "lost":
                raise NatAttribError(
                    f"The Dask scheduler {self.scheduler or 'on this machine'} was lost; "
                    "run again: the shards that were done are kept."
                )
            yield futures[future], future.exception()

    @contextmanager
    def _client(self, distributed: Any) -> Iterator[Any]:  # noqa: ANN401 - distributed has few types
        try:
            if self.scheduler:
                client = distributed.Client(self.scheduler, timeout=_SECONDS_TO_CONNECT)
                cluster = None
            else:
                cluster = distributed.LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
                )
                client = distributed.Client(cluster)
        except (OSError, ValueError) as problem:
            raise NatAttribError(
                f"The Dask scheduler {self.scheduler} cannot be reached ({problem}); check --scheduler."
            ) from problem
        try:
            yield client
        finally:
            client.close(timeout=5)
            if cluster:
                cluster.close(timeout=10)
