"""Runs the examples of the pages and compares, or writes, what they print: `make docs` writes.

Fences that are examples, all run in the order of `PAGES` in one scratch folder that holds `sample_logs/`:

- `console`: lines that begin with `$ ` are `nat-attrib` commands (or `cp`), what follows is their standard
  output. A command that ends with `2>&1` shows standard error as well, and may fail.
- `sql`, `python`: when a `text` fence follows directly, it is what they print. SQL runs in `demo.duckdb`.

The lists of commands and of make targets stand between comments. Any other fence is checked by the tests of its page.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import typer

from nat_attrib import cli
from nat_attrib.cli.commands import app
from tests.conftest import ROOT

PAGES = (ROOT / "README.md", ROOT / "docs" / "running-it.md", ROOT / "sql" / "README.md")
"""The pages with examples."""
DATABASE = "demo.duckdb"
"""What `nat-attrib demo --keep` of the first example writes."""
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block of a page."""

    language: str
    text: str
    start: int
    """Where its text begins in the page."""
    follows: bool
    """Whether nothing but a blank line stands between it and the fence before."""


def fences(page: str) -> list[Fence]:
    """Return every fenced block in order."""
    found: list[Fence] = []
    end = -1
    for match in _FENCE.finditer(page):
        is_next = end >= 0 and not page[end : match.start()].strip()
        found.append(Fence(match[1], match[2], match.start(2), is_next))
        end = match.end()
    return found


def commands(text: str) -> list[str]:
    """Return the commands of a console block."""
    return [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]


def normalised(text: str) -> str:
    """Return output without what differs from run to run: seconds, bytes per second, time of the snapshot."""
    without_rate = re.sub(r" \([\d.,]+ \w+/s\)", "", text)
    without_seconds = re.sub(r" in [\d.,]+ s$", " in 0.1 s", without_rate, flags=re.MULTILINE)
    without_snapshot = re.sub(r"\bfirst seen on [\d-]+ [\d:]+", "first seen on 2026-11-23 12:00", without_seconds)
    return re.sub(r"\bseen_from=\S+", "seen_from=2026-11-23T12:00", without_snapshot)


def actual() -> dict[Path, str]:
    """Return each page with what its examples print today."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("sample_logs").symlink_to(ROOT / "sample_logs")
        return {path: _listed(_filled(path.read_text(encoding="utf-8"))) for path in PAGES}


def _listed(page: str) -> str:
    """Return the page with its lists, which stand between two comments: the commands' help, and the make targets'."""
    group: Any = typer.main.get_command(app)
    helps = {name: " ".join(command.help.split("\n\n")[0].split()) for name, command in group.commands.items()}
    rows = ["| command | does |", "|---|---|", *(f"| `{name}` | {text} |" for name, text in helps.items())]
    targets = re.findall(r"^([a-z-]+):.*## (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    lines = [f"{'make' if name == 'all' else f'make {name}':<16} {text}" for name, text in targets]
    for name, content in (("commands", rows), ("targets", ["```text", *lines, "```"])):
        middle = "\n".join(["", *content, "", ""])
        page = re.sub(
            rf"(<!-- {name}: .*?-->\n).*?(<!-- end -->)",
            lambda mark, middle=middle: f"{mark[1]}{middle}{mark[2]}",  # type: ignore[misc]
            page,
            flags=re.DOTALL,
        )
    return page


def _filled(page: str) -> str:
    found = fences(page)
    parts, end = [], 0
    for fence, after in zip(found, [*found[1:], None], strict=False):
        target, printed = fence, None
        if fence.language == "console":
            printed = "".join(f"$ {command}\n{_command(command)}" for command in commands(fence.text))
        elif fence.language in _RUN and after is not None and after.follows and after.language == "text":
            target, printed = after, _RUN[fence.language](fence.text)
        if printed is not None:
            parts += [page[end : target.start], normalised(printed)]
            end = target.start + len(target.text)
    return "".join([*parts, page[end:]])


def run_command(arguments: list[str]) -> int:
    """Do `nat-attrib ARGUMENTS` in this process and return the exit code."""
    before = sys.argv
    sys.argv = ["nat-attrib", *arguments]
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = before
    return 0


def _command(command: str) -> str:
    words = shlex.split(command)
    if words[0] == "cp":
        shutil.copy(*words[1:])
        return ""
    if words[0] != "nat-attrib":
        raise ValueError(f"only nat-attrib is run, not {command!r}: use another fence than console")
    out, aside = io.StringIO(), io.StringIO()
    if words[-1] == "2>&1":
        words, aside = words[:-1], out
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(aside):
        code = run_command(words[1:])
    if code and aside is not out:
        raise AssertionError(f"{command} ended with {code}: {aside.getvalue()}")
    return out.getvalue()


def _sql(text: str) -> str:
    with duckdb.connect(DATABASE, read_only=True) as connection:
        return "".join(
            f"{connection.sql(statement)}".rstrip() + "\n" for statement in text.split(";") if statement.strip()
        )


def _python(text: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "example", "exec"), {})
    return out.getvalue()


_RUN = {"sql": _sql, "python": _python}


def main() -> None:
    """Write what the examples print into the pages."""
    for name in [name for name in os.environ if name.startswith("NAT_ATTRIB_")]:
        del os.environ[name]
    for path, page in actual().items():
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
