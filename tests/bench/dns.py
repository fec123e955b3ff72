"""Matching flows with query logs against a plain equi-join of the same sizes, under a memory limit.

python -m tests.bench.dns [--flows 10000000] [--answers 1000000] [--memory 1GB]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nat_attrib import attribute, enrich
from nat_attrib import duck as engine
from tests.conftest import install_all

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2026, 11, 16)
HERE = Path(__file__).parent


def main(arguments: list[str] | None = None) -> None:
    """Run the three ways once, on one invented day, and print processor seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flows", type=int, default=10_000_000)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=2_000)
    parser.add_argument("--addresses", type=int, default=40_000)
    parser.add_argument("--memory", default="1GB")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        duck = install_all(engine.connect(Path(folder) / "bench.duckdb", memory_limit=asked.memory, threads=2))
        enrich.load_ip_ranges(duck)
        enrich.load_hostnames(duck)
        sizes = {name: getattr(asked, name) for name in ("flows", "answers", "clients", "addresses")}
        for statement in (HERE / "dns.sql").read_text().split(";\n"):
            if statement.strip():
                spoken = {name: size for name, size in sizes.items() if f"${name}" in statement}
                duck.execute(statement, **spoken)
        enrich.name_remotes(duck)
        plain = _seconds(lambda: duck.rows((HERE / "dns_plain_join.sql").read_text()))
        enrich.match_nothing(duck)
        without = _seconds(lambda: attribute.build(duck))
        attribute.ask_day(duck)
        match = _seconds(lambda: enrich.match_answers(duck, DAY))
        within = _seconds(lambda: attribute.build(duck))
        named = "select count(*) filter (where r.dns_key is not null), count(*) from nat_hour n join remote_name r "
        told, rows = duck.row(f"{named} on r.remote_name_id = n.remote_name_id")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{asked.flows:,} flows, {asked.answers:,} answers, memory limit {asked.memory}, peak {peak:.2f} GiB")
    print(f"processor seconds: plain equi-join {plain:.1f}, match {match:.1f},")
    print(f"  build of the day {within:.1f}, without answers {without:.1f}")
    ratio = (match + within - without) / plain
    print(f"{told:,} of {rows:,} rows told by DNS; matching costs {ratio:.2f} times the plain equi-join")


def _seconds(function: Callable[[], object]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


if __name__ == "__main__":
    main()
