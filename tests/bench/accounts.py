"""What more accounts cost: `python -m tests.bench.accounts 1 10 100`.

Each account has the network of `sample_logs/`, under ids of its own; the logs are the sample's alone. Prints CPU
seconds of a first `run`, of one with nothing new, and of a `report`.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conftest import ROOT

ACCOUNT = "111122223333"
SAMPLE = ROOT / "sample_logs"


def main() -> None:
    """Print a line for each number of accounts."""
    for count in map(int, sys.argv[1:] or ["1", "10", "100"]):
        with tempfile.TemporaryDirectory() as scratch:
            db, inventory = Path(scratch) / "nat.duckdb", Path(scratch) / "inventory"
            for number in range(count):
                write_account(inventory, number)
            run = ("run", SAMPLE / "logs", "--inventory", inventory)
            report = ("report", "--since", "2026-11-16", "--until", "2026-11-18")
            first, again, read = (_do(db, *words) for words in (run, run, report))
        print(f"{count} accounts: first run {first:.1f}, nothing new {again:.1f}, report {read:.1f} CPU s", flush=True)


def write_account(inventory: Path, number: int) -> None:
    """Write the sample's inventory as that of another account; number 0 is the one whose logs there are."""

    def own(text: str) -> str:
        # Managed prefix lists are AWS's, and the same in every account.
        named = re.sub(r"\b((?!pl-)[a-z]+-[0-9a-f]{13})[0-9a-f]{4}\b", rf"\g<1>{number:04x}", text) if number else text
        return named.replace(ACCOUNT, str(int(ACCOUNT) + number))

    for path in (SAMPLE / "inventory").rglob("*.json"):
        copy = inventory / own(str(path.relative_to(SAMPLE / "inventory")))
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(own(path.read_text(encoding="utf-8")), encoding="utf-8")


def _do(db: Path, *words: object) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "nat_attrib", "--db", db, *words]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
