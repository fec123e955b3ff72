"""Runs that are killed: a warm process forks one nat-attrib after the other, so that each costs no start of Python.

`python -m tests.soak.victims` reads a request a line and answers on stdout; `Victims` is the side of the tests.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

FILE_EVENTS = {"open", "os.rename", "os.remove", "shutil.copyfile", "shutil.copymode", "os.chmod", "os.truncate"}
"""Python's audit events for what the store does to files."""


@dataclass(frozen=True)
class End:
    """How a run ended."""

    is_killed: bool
    exit_code: int | None
    """None when it was killed."""


class Victims:
    """Starts runs in another process and kills them. Use it as a context manager."""

    def __init__(self, batch_objects: int = 3) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.victims", str(batch_objects)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            cwd=Path(__file__).parents[2],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, *arguments: object, kill_after: float | None = None, kill_at: int | None = None) -> End:
        """Do `nat-attrib ARGUMENTS`, killed after so many seconds.

        With `kill_at` it only copies and publishes the file, killed when it touches a file beside it for the nth time.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"arguments": [str(each) for each in arguments], "kill_at": kill_at}
        self._process.stdin.write(json.dumps(request) + "\n")
        pid = int(self._process.stdout.readline())
        if kill_after is not None:
            ready, _, _ = select.select([self._process.stdout], [], [], kill_after)
            if not ready:
                os.kill(pid, signal.SIGKILL)
        status = int(self._process.stdout.readline())
        return End(os.WIFSIGNALED(status), os.WEXITSTATUS(status) if os.WIFEXITED(status) else None)


def _serve(batch_objects: int) -> None:
    import pyarrow  # noqa: F401, ICN001, PLC0415 - else every run imports it

    from nat_attrib import cli, store  # noqa: PLC0415 - the tests import this module without the program
    from nat_attrib.ingest import plan  # noqa: PLC0415

    plan.MAX_OBJECTS = batch_objects
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        pid = os.fork()
        if pid == 0:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, 1)
            if request["kill_at"] is not None:
                _kill_at(request["kill_at"], request["arguments"][1])
                with store.writing(Path(request["arguments"][1])):
                    pass
                os._exit(0)
            sys.argv = ["nat-attrib", *request["arguments"]]
            cli.main()
            os._exit(0)
        print(pid, flush=True)
        print(os.waitpid(pid, 0)[1], flush=True)


def _kill_at(number: int, db: str) -> None:
    """Kill this process when it touches PATH or what lies beside it for the nth time."""
    seen = 0

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in FILE_EVENTS and str(arguments[0]).startswith(db):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(heard)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
