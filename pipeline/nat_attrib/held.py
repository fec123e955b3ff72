"""Holds what the report macros ask again and again as temporary tables, for as long as a command reads.

The macros answer the same with and without: a temporary table or macro is found before the file's own of that name, so
they read the rows instead of planning the views that make them.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from nat_attrib.duck import Duck
    from nat_attrib.window import Window


@contextmanager
def held(duck: Duck, window: Window | None = None, *, network_at: datetime | None = None) -> Iterator[None]:
    """Hold settings and rates for the length of the block, and the rows of a window.

    Variables that views follow (settings, cost_basis) must be set before. Nothing can be written in the block. A block
    within another holds nothing more.

    Args:
        duck: the opened file.
        window: the one window that is asked for; None where several are, or see `hold_window`.
        network_at: show the network as it was known then (UTC, without a zone), and no other state of it.
    """
    if is_held(duck):
        yield
        return
    with duck.rolled_back():
        if network_at is not None:
            duck.run("stages/held/inventory_at", at=network_at)
        duck.run("held/network")
        if window is not None:
            hold_window(duck, window)
        yield


def hold_window(duck: Duck, window: Window) -> None:
    """Hold the rows of a window until the block of `held` ends; macros that ask for another one fail from here on."""
    duck.run("stages/held/window", since=window.since, until=window.until)


def is_held(duck: Duck) -> bool:
    """Tell whether the caller is within a block of `held`."""
    return bool(duck.rows("select 1 from duckdb_tables() where temporary and table_name = 'rate'"))
