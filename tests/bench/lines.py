"""The table that the benchmark prints."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.measure import Samples, Took

PACKAGES = ("duckdb", "polars", "pyarrow", "boto3", "chdb", "datafusion", "flowlogs-reader")


@dataclass(frozen=True)
class Target:
    """What is wanted of a line's value."""

    value: float
    at_least: bool = False
    of: str = "ratio"
    """ratio, seconds or MiB."""

    def __str__(self) -> str:
        unit = {"ratio": "", "seconds": " s", "MiB": " MiB"}[self.of]
        return f"{'>=' if self.at_least else '<='} {self.value:g}{unit}"

    def met(self, line: Line) -> bool:
        """Tell whether a line is what was wanted."""
        assert line.took is not None
        value = {"ratio": line.ratio, "seconds": line.took.seconds, "MiB": line.took.peak_mib}[self.of]
        assert value is not None
        return value >= self.value if self.at_least else value <= self.value


@dataclass(frozen=True)
class Line:
    """One line of the table; without `took` it only says why there is no figure."""

    name: str
    took: Took | None = None
    ratio: float | None = None
    cpu_ratio: float | None = None
    over: str = ""
    """What the ratio is over."""
    target: Target | None = None
    note: str = ""

    def cells(self) -> list[str]:
        """Return the texts of the columns."""
        if self.took is None:
            return [self.name, "", "", "", "", "", "", self.note]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} {self.over}".strip()
        verdict = "" if self.target is None else "met" if self.target.met(self) else "missed"
        return [
            self.name,
            f"{self.took.seconds:.2f}",
            f"{self.took.cpu_seconds:.2f}",
            ratio,
            "" if self.cpu_ratio is None else f"{self.cpu_ratio:.2f}",
            f"{self.target or ''} {verdict}".strip(),
            f"{self.took.peak_mib:.0f}",
            self.note,
        ]


HEADER = ["what", "seconds", "CPU s", "ratio", "CPU ratio", "target", "peak MiB", "note"]


def line(
    samples: Samples, name: str, *over: str, label: str = "", target: Target | None = None, note: str = ""
) -> Line:
    """Return the line of a job; with `over`, its ratio over another one's time (the larger of several)."""
    ratio, cpu_ratio = samples.ratio(name, *over) if over else (None, None)
    return Line(name, samples.median(name), ratio, cpu_ratio, label or (f"x {over[0]}" if over else ""), target, note)


def markdown(lines: Sequence[Line]) -> str:
    """Return the table as Markdown with aligned columns."""
    rows = [HEADER, *(each.cells() for each in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    shown = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    return "\n".join([shown[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *shown[1:]])


def machine() -> str:
    """Return what the figures were measured on, and when."""
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{package} not installed")
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {_cpu()}, {os.cpu_count()} cores, {_memory()}"
        f"{platform.system()} {platform.machine()}, load {_load()}; "
        f"Python {platform.python_version()}; {', '.join(versions)}"
    )


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def _cpu() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for text in described.read_text(encoding="utf-8").splitlines():
            if text.startswith("model name"):
                return text.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    if "SC_PHYS_PAGES" not in os.sysconf_names:
        return ""
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB, "
