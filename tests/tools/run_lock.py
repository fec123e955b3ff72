"""Writes requirements-run.lock: the part of requirements.lock that the program needs to run, with Dask. `make lock`."""

from __future__ import annotations

import re
import tomllib

from tests.conftest import ROOT

PATH = ROOT / "requirements-run.lock"
_ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==.*?(?=^[a-z0-9]|\Z)", re.MULTILINE | re.DOTALL)
_VIA = re.compile(r"^    #(?: via)?(?:\s+([a-z0-9._-]+))?", re.MULTILINE)


def text() -> str:
    """Return the entries of the dependencies, and of what those need."""
    entries = {found[1]: found[0] for found in _ENTRY.finditer((ROOT / "requirements.lock").read_text("utf-8"))}
    needed_by = {name: {via for via in _VIA.findall(entry) if via} for name, entry in entries.items()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dask"]]
    wanted = {re.split(r"[^A-Za-z0-9._-]", name, maxsplit=1)[0].lower() for name in asked}
    size = 0
    while len(wanted) > size:
        size = len(wanted)
        wanted |= {name for name, parents in needed_by.items() if parents & wanted}
    return "".join(entries[name] for name in sorted(wanted))


def main() -> None:
    """Write the file."""
    PATH.write_text(text(), encoding="utf-8")
    print(PATH.relative_to(ROOT))


if __name__ == "__main__":
    main()
