"""Measures the program against plain engines on the same files and prints one table.

python -m tests.bench [--rows N] [--only NAME]... [--data DIR] [--rounds N] [--cache DIR] [--output FILE]

Every figure is a fresh whole process. The runs of a case are interleaved; figures are medians, ratios are the medians
of the ratios within a round. Every whole job's bytes are compared with the truth that the generator wrote: a wrong sum
ends the benchmark.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench.cases import CASES
from tests.bench.lines import Line, machine, markdown
from tests.bench.measure import ROOT
from tests.bench.place import Place


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    reader = argparse.ArgumentParser(description="Measure nat-attrib against plain engines on the same files.")
    reader.add_argument("--rows", type=int, default=20_000_000, help="records of the main set (default: 20 million)")
    reader.add_argument("--only", action="append", choices=CASES, help="a case; may be repeated (default: all)")
    reader.add_argument("--data", type=Path, help="a folder that tests.bench.generate made, as the main set")
    reader.add_argument("--rounds", type=int, default=3, help="runs of each (default: 3)")
    reader.add_argument("--cache", type=Path, default=ROOT / ".cache" / "bench", help="where made data is kept")
    reader.add_argument("--output", type=Path, help="write the table to this file as well")
    said = reader.parse_args(arguments)
    given = said.data.resolve() if said.data else None
    place = Place(said.rows, said.rounds, said.cache.resolve(), given)
    lines: list[Line] = []
    began = machine()
    for name in said.only or CASES:
        print(f"{name} …", file=sys.stderr, flush=True)
        lines += CASES[name](place)
    held = f"{place.main().rows:,} records of Parquet, {said.rounds} interleaved runs of each."
    shown = f"{began}.\n{held}\n\n{markdown(lines)}\n"
    print(shown, end="")
    if said.output:
        said.output.write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    main()
