"""Names every stored flow again, without reading a log, and says what is called otherwise than before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nat_attrib import sqlfiles
from nat_attrib.progress import printable
from nat_attrib.run import run

if TYPE_CHECKING:
    from nat_attrib.duck import Duck
    from nat_attrib.progress import Progress
    from nat_attrib.run import Done, Inputs

_SHOWN = 3
"""Host names that a sentence lists."""

Change = dict[str, Any]
"""A row of `sql/stages/relabel/changed.sql`: what it was called, what it is called, addresses, bytes."""


def relabel(duck: Duck, inputs: Inputs, progress: Progress) -> tuple[list[Change], Done]:
    """Run with inputs that bring no flow logs, such as a newer ip-ranges.json or query logs, and compare the names.

    Each hour takes the ip-ranges.json nearest to it, of all that were ever loaded.

    Args:
        duck: the working copy.
        inputs: what is new; the reference tables that ship with the program are loaded again in any case.
        progress: told what happens.

    Returns:
        What changed, the most bytes first, empty when nothing did; and what the run did.

    Raises:
        NatAttribError: an input does not exist or cannot be used at all.
    """
    duck.run("stages/relabel/before")
    done = run(duck, inputs, progress)
    changes = duck.dicts(sqlfiles.text("stages/relabel/changed"))
    duck.execute("drop table label_before")
    return changes, done


def sentence(change: Change) -> str:
    """Return a change in words."""
    gib = f"{change['bytes'] / 2**30:,.3f} GiB"
    before = _label(change, "_before")
    hosts = change["hostnames"] or []
    more = f" and {len(hosts) - _SHOWN} more" if len(hosts) > _SHOWN else ""
    named = f": {', '.join(map(printable, hosts[:_SHOWN]))}{more}" if hosts else ""
    return f"{gib} of {change['addresses']} addresses: {before} -> {_label(change, '')}{named}"


def _label(change: Change, when: str) -> str:
    service = change[f"service{when}"] or "unknown"
    region = change[f"service_region{when}"]
    where = f" in {region}" if region else ""
    return f"{service}{where} ({change[f'evidence{when}']}, {change[f'served_by{when}']})"
