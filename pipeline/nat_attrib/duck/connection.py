"""Opens connections and runs the SQL files, for the store and for reduce."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from nat_attrib import sqlfiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    import pyarrow as pa

Error = duckdb.Error
"""Any error of the engine."""
IOException = duckdb.IOException
"""The file is missing, locked or not a DuckDB file."""
FatalException = duckdb.FatalException
"""The engine gave up in the middle, as where a checkpoint finds the disk full; the connection is of no more use."""
OutOfMemoryException = duckdb.OutOfMemoryException
"""The memory limit was reached."""

STORAGE_VERSION = "v1.4.0"
"""The oldest DuckDB that must open the published file (2.0 writes a format that 1.5 cannot read unless told)."""

BLOCK_BYTES = 65_536
"""The blocks of new files. Every table takes whole ones: with DuckDB's own 256 KiB a file of a few days is three times
as large, and one of 20 million records a quarter larger."""

BESIDE_DUCKDB_BYTES = 200_000_000
"""What the process needs beside what DuckDB counts, up to half of the limit: the interpreter, polars and pyarrow, and
what DuckDB takes without counting it. A job of 100 million records peaked at 1.33 GB where DuckDB was given 1 GB."""

_NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT"}


class Duck:
    """One DuckDB connection and the few verbs the program needs.

    SQL comes from files under `sql/`; values are bound by name. `rows` and `row` take a short statement for look-ups.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def run(self, name: str, **values: object) -> None:
        """Execute every statement of `sql/<name>.sql` in order; each gets only the `$parameters` it mentions."""
        for statement in _statements(sqlfiles.text(name)):
            wanted = {key: values[key] for key in statement.named_parameters}
            self.connection.execute(statement, wanted or None)

    def execute(self, sql: str, **values: object) -> None:
        """Execute one short statement."""
        self.connection.execute(sql, values or None)

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """Return all rows of one statement."""
        return self.connection.execute(sql, values or None).fetchall()

    def row(self, sql: str, **values: object) -> tuple[Any, ...]:
        """Return the first row of a statement that always has one."""
        # All rows, since a result that is not read to its end keeps the connection busy.
        return self.rows(sql, **values)[0]

    def dicts(self, sql: str, **values: object) -> list[dict[str, Any]]:
        """Return all rows as dicts, column order kept."""
        cursor = self.connection.execute(sql, values or None)
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, found, strict=True)) for found in cursor.fetchall()]

    def arrow(self, sql: str, **values: object) -> pa.Table:
        """Return the result of one query as an Arrow table."""
        return self.connection.sql(sql, params=values or None).to_arrow_table()

    def write_parquet(self, sql: str, path: Path, **values: object) -> None:
        """Write the result of one query to a Parquet file."""
        self.connection.sql(sql, params=values or None).write_parquet(str(path), compression="zstd")

    def write_table(self, table: str, path: Path) -> None:
        """Write a table to a Parquet file."""
        self.connection.table(table).write_parquet(str(path), compression="zstd")

    def append_parquet(self, path: Path, table: str) -> None:
        """Add the rows of a Parquet file, whose columns are the table's, to a table."""
        self.connection.read_parquet(str(path), hive_partitioning=False).insert_into(table)

    def copy_from(self, path: Path) -> None:
        """Copy every table, view, macro and comment of another closed file into this empty one."""
        (own,) = self.row("select current_database()")
        # ATTACH and COPY take no parameters; a quote in a path is doubled.
        place, name = str(path).replace("'", "''"), str(own).replace('"', '""')
        self.connection.execute(f"attach '{place}' as copied_from (read_only)")
        self.connection.execute(f'copy from database copied_from to "{name}"')
        self.connection.execute("detach copied_from")

    def totals(self, table: str) -> dict[str, str]:
        """Return the number of rows (as `rows`) and the sum of each number column of a table, as text."""
        found = self.connection.table(table)
        numbers = [name for name, kind in zip(found.columns, found.types, strict=True) if str(kind) in _NUMBERS]
        sums = [duckdb.FunctionExpression("sum", duckdb.ColumnExpression(name)) for name in numbers]
        counted = duckdb.FunctionExpression("count", duckdb.StarExpression())
        values = found.aggregate([each.cast("VARCHAR") for each in (counted, *sums)]).fetchall()[0]
        return {name: value or "0" for name, value in zip(("rows", *numbers), values, strict=True)}

    @contextmanager
    def frame(self, name: str, data: pl.DataFrame | pa.Table) -> Iterator[None]:
        """Make an Arrow table or polars frame readable as the table `name` for the length of the block."""
        self.connection.register(name, data)
        try:
            yield
        finally:
            self.connection.unregister(name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit when the block ends well, roll back when it raises."""
        self.connection.begin()
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    @contextmanager
    def aside(self) -> Iterator[Duck]:
        """Open a second session of the same file; temporary tables and macros made in it end with the block."""
        other = Duck(self.connection.cursor())
        try:
            yield other
        finally:
            other.close()

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """Forget what the block makes, temporary tables and macros as well, however it ends."""
        self.connection.begin()
        try:
            yield
        finally:
            self.connection.rollback()

    def rename_view(self, table: str, view: str) -> None:
        """Make `table` readable as the temporary view `view`."""
        self.connection.register(view, self.connection.table(table))

    def close(self) -> None:
        """Close the connection; a file's write-ahead log is folded in first."""
        self.connection.close()


@cache
def _statements(text: str) -> list[duckdb.Statement]:
    """Parse the text of a file of `sql/`, once in a process: a run reads some files many times."""
    return duckdb.extract_statements(text)


def connect(
    path: Path | str = ":memory:",
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    read_only: bool = False,
    spill_directory: Path | None = None,
) -> Duck:
    """Open a file or an in-memory database.

    Args:
        path: the file, or `:memory:`.
        memory_limit: what the process shall stay near, in DuckDB's spelling, such as `1GB`; DuckDB itself gets less,
            see `BESIDE_DUCKDB_BYTES`. Work that does not fit spills to `spill_directory`.
        threads: number of threads; DuckDB's default (all cores) when None.
        read_only: many readers may hold a file at once; a writer excludes all others.
        spill_directory: where larger-than-memory work goes; a temporary folder when None.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "preserve_insertion_order": False,
        # Nothing is ever downloaded at run time, and a session never depends on the machine's time zone.
        "autoinstall_known_extensions": False,
        "TimeZone": "UTC",
        # It takes two thirds of the planning of the large report macros (findings: 4 s of CPU), and gains nothing here.
        "disabled_optimizers": "projection_pullup",
        "temp_directory": str(spill_directory or Path(tempfile.gettempdir()) / f"nat-attrib-{os.getpid()}"),
    }
    if memory_limit:
        config["memory_limit"] = memory_limit
        # What the allocator keeps for later comes on top of the limit: a fifth of 1 GB with DuckDB's own settings.
        config["allocator_flush_threshold"] = "16MB"
        config["allocator_bulk_deallocation_flush_threshold"] = "64MB"
    if threads:
        config["threads"] = threads
    if not read_only:
        config["storage_compatibility_version"] = STORAGE_VERSION
        config["default_block_size"] = str(BLOCK_BYTES)
    connection = duckdb.connect(str(path), read_only=read_only, config=config)
    # DuckDB draws on stdout where it takes the session for a notebook's, as in a process that was spawned.
    connection.execute("set enable_progress_bar = false")
    if memory_limit:
        _leave_room(connection)
    return Duck(connection)


def _leave_room(connection: duckdb.DuckDBPyConnection) -> None:
    """Lower DuckDB's memory limit by what the process needs beside it."""
    (asked,) = connection.execute("select parse_formatted_bytes(current_setting('memory_limit'))").fetchall()[0]
    own = max(asked - BESIDE_DUCKDB_BYTES, asked // 2)
    connection.execute("set memory_limit = $own", {"own": f"{own} B"})
