"""Holds what the report macros ask again and again as temporary tables, for as long as a command reads.

The macros answer the same with and without: a temporary table or macro is found before the file's own of that name, so
they read the rows instead of planning the views that make them.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from nat_attrib.duck import Error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck
    from nat_attrib.window import Window


@contextmanager
def held(duck: Duck, window: Window | None = None) -> Iterator[None]:
    """Hold the network, settings and rates for the length of the block, and the rows of a window.

    Variables that views follow (settings, cost_basis, inventory_at) must be set before. Nothing can be written in the
    block. A block within another holds nothing more.

    Args:
        duck: the opened file.
        window: the one window that is asked for; None where several are, or see `hold_window`.
    """
    if is_held(duck):
        yield
        return
    with duck.rolled_back():
        duck.run("held/network")
        if window is not None:
            hold_window(duck, window)
        yield


def hold_window(duck: Duck, window: Window) -> None:
    """Hold the rows of a window until the block of `held` ends; macros that ask for another one fail from here on."""
    duck.run("stages/held/window", since=window.since, until=window.until)


@contextmanager
def held_inventory(duck: Duck) -> Iterator[None]:
    """Hold the inventory for the length of the block, in which everything but the inventory may be written."""
    duck.run("stages/held/inventory")
    try:
        yield
    finally:
        # Where the file itself has failed, that is what must be told.
        with suppress(Error):
            for (name,) in duck.rows(_BEFORE_VIEWS):
                duck.execute(f"drop table temp.{name}")


_BEFORE_VIEWS = """
select table_name
from duckdb_tables()
where temporary and table_name in (select view_name from duckdb_views() where not internal and not temporary)
"""


def is_held(duck: Duck) -> bool:
    """Tell whether the caller is within a block of `held`."""
    return bool(duck.rows("select 1 from duckdb_tables() where temporary and table_name = 'inventory_item'"))
