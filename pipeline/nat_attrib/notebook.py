"""The file in a notebook: queries and reports as polars frames or Arrow tables, read-only."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

import polars as pl

from nat_attrib import store
from nat_attrib.errors import UsageError

if TYPE_CHECKING:
    from datetime import date, datetime
    from types import TracebackType

    import pyarrow as pa


class NatFile:
    """An opened nat-attrib file. Close it, or use it as a context manager: an open file is read as it was then."""

    def __init__(self, path: str | Path) -> None:
        self._closing = ExitStack()
        self._duck = self._closing.enter_context(store.reading(Path(path)))

    def arrow(self, sql: str, **values: object) -> pa.Table:
        """Return a query's result as an Arrow table; `$name` in the query takes the argument of that name."""
        return self._duck.arrow(sql, **values)

    def sql(self, sql: str, **values: object) -> pl.DataFrame:
        """Return a query's result as a polars frame; `$name` in the query takes the argument of that name."""
        found = pl.from_arrow(self.arrow(sql, **values))
        assert isinstance(found, pl.DataFrame)
        return found

    def report(
        self, name: str, since: str | date | datetime, until: str | date | datetime, key: str | None = None
    ) -> pl.DataFrame:
        """Return a report such as `nat_by_service` as a polars frame.

        Args:
            name: a table macro of the file; `reports` lists them.
            since: start of the window, UTC.
            until: end of the window (exclusive), UTC.
            key: the tag of `nat_by_tag`.

        Raises:
            UsageError: there is no such report.
        """
        if name not in self.reports():
            raise UsageError(f"There is no report {name}; it is one of {', '.join(self.reports())}.")
        more = {} if key is None else {"key": key}
        arguments = "$since, $until" + ("" if key is None else ", $key")
        return self.sql(f"from {name}({arguments})", since=since, until=until, **more)

    def reports(self) -> list[str]:
        """Return the names of the file's reports."""
        rows = self._duck.rows(
            "select distinct function_name from duckdb_functions() "
            "where not internal and function_type = 'table_macro' and parameters[1] = 'since' order by 1"
        )
        return [name for (name,) in rows]

    def close(self) -> None:
        """Close the file."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
