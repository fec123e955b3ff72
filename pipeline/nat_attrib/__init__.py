"""Attributes the bytes that NAT gateways bill to sources and AWS services, and says which VPC endpoint ends them."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from nat_attrib.notebook import NatFile

__version__ = version("nat-attrib")


def open(path: str | Path) -> NatFile:  # noqa: A001 - nat_attrib.open reads well
    """Open a nat-attrib file read-only, for notebooks.

    with nat_attrib.open("nat_attrib.duckdb") as nat:
        nat.report("nat_by_service", "2026-11-16", "2026-11-23")

    Raises:
        UsageError: there is no such file.
        NatAttribError: it is another program's, or a newer release wrote it.
    """
    # Imported late: the command line must not pay for it.
    from nat_attrib.notebook import NatFile  # noqa: PLC0415

    return NatFile(path)
