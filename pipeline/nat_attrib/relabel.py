"""Names every stored flow again, without reading a log, and says what is called otherwise than before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nat_attrib import sqlfiles
from nat_attrib.run import Inputs, run

if TYPE_CHECKING:
    from nat_attrib.duck import Duck
    from nat_attrib.progress import Progress

Change = dict[str, Any]
"""A row of `sql/stages/relabel/changed.sql`: what it was called, what it is called, addresses, bytes."""


def relabel(duck: Duck, ip_ranges: str | None, progress: Progress) -> list[Change]:
    """Load the reference tables again, and a newer ip-ranges.json if one is given; rebuild what they name otherwise.

    Each hour takes the ip-ranges.json nearest to it, of all that were ever loaded.

    Args:
        duck: the working copy.
        ip_ranges: a file, `aws` to fetch the newest, or None for the tables that ship with the program.
        progress: told what happens.

    Returns:
        What changed, the most bytes first; empty when nothing did.

    Raises:
        NatAttribError: what was given is no ip-ranges.json.
    """
    duck.run("stages/relabel/before")
    run(duck, Inputs(ip_ranges=ip_ranges), progress)
    changes = duck.dicts(sqlfiles.text("stages/relabel/changed"))
    duck.execute("drop table label_before")
    return changes


def sentence(change: Change) -> str:
    """Return a change in words."""
    gib = f"{change['bytes'] / 2**30:,.3f} GiB"
    before = _label(change, "_before")
    return f"{gib} of {change['addresses']} addresses: {before} -> {_label(change, '')}"


def _label(change: Change, when: str) -> str:
    service = change[f"service{when}"] or "unknown"
    region = change[f"service_region{when}"]
    where = f" in {region}" if region else ""
    return f"{service}{where} ({change[f'evidence{when}']}, {change[f'served_by{when}']})"
