"""Shows files as views: Parquet, text, CSV and JSON, with columns that are named at run time.

What is named comes from the files, so the views are built of expressions and never of SQL text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import duckdb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nat_attrib.duck.connection import Duck


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a record view: what it is called, where it comes from, what it becomes."""

    name: str
    """Name in the view."""
    source: str | tuple[str, ...] | None
    """Name in the file, or the names down to a member of a struct; None gives NULLs."""
    is_number: bool
    """BIGINT when true (whatever the file holds: INT32, INT64, DOUBLE, text), else VARCHAR."""
    bounds: tuple[int, int] | None = None
    """A number below the first or beyond the second is NULL."""
    digits: int | None = None
    """The text of a number is filled up with zeros to so many digits."""
    is_plain: bool = False
    """Shown as the file holds it: an INT32 or INT64 of which nothing is out of bounds. Filters then reach the file."""
    may_be_empty: bool = False
    """An empty text is NULL."""
    function: tuple[str | int, ...] = ()
    """A function of DuckDB that the value goes through first, with its further arguments."""


def parquet_view(duck: Duck, view: str, paths: Sequence[str], columns: Sequence[Column]) -> None:
    """Make the temporary view `view` over Parquet files of one schema, with the column `object_path`."""
    # Folders such as region=eu-west-1 in a path are no columns: they would take the place of the file's own.
    found = duck.connection.read_parquet(list(paths), filename=True, hive_partitioning=False)
    _view(duck, found, view, columns)


def text_view(
    duck: Duck,
    view: str,
    paths: Sequence[str],
    header: Sequence[Column],
    columns: Sequence[Column],
    *,
    skipped_lines: int,
    compression: Literal["auto", "gzip", "none"] = "auto",
) -> None:
    """Make the temporary view `view` over space-separated text files of one header, with the column `object_path`.

    Lines that do not fit are left out and described in `reject_errors` once the view is read.

    Args:
        duck: the connection.
        view: name of the view.
        paths: the files, plain or gzip.
        header: every column of the files in order; `source` holds its name, and unknown ones are read as text.
        columns: the columns of the view.
        skipped_lines: lines before the first record.
        compression: `gzip` or `none`; `auto` goes by the suffix and finds nothing in a gzip file named otherwise.
    """
    relation = duck.connection.read_csv(
        list(paths),  # type: ignore[arg-type] # the stubs leave out lists
        header=False,
        skiprows=skipped_lines,
        compression=compression,
        sep=" ",
        quotechar="",
        escapechar="",
        na_values=["-", ""],
        columns={str(column.source): "BIGINT" if column.is_number else "VARCHAR" for column in header},
        auto_detect=False,
        store_rejects=True,
        filename=True,
        hive_partitioning=False,
    )
    _view(duck, relation, view, columns)


def csv_view(duck: Duck, view: str, path: str, columns: Sequence[Column]) -> None:
    """Make the temporary view `view` over a comma-separated file with a header, plain or gzip; values are text."""
    relation = duck.connection.read_csv(
        path, header=True, sep=",", quotechar='"', escapechar='"', all_varchar=True, filename=True
    )
    _view(duck, relation, view, columns)


def _view(duck: Duck, relation: duckdb.DuckDBPyRelation, view: str, columns: Sequence[Column]) -> None:
    # Expressions, not SQL text: the names come from the files.
    shown = [duckdb.ColumnExpression("filename").alias("object_path")]
    for column in columns:
        kind = "BIGINT" if column.is_number else "VARCHAR"
        nothing = duckdb.ConstantExpression(None).cast(kind)
        value = nothing if column.source is None else _value(column, _source(column))
        shown.append(value.alias(column.name))
    # register() makes a temporary view of a relation; create_view() would store it in the file.
    duck.connection.register(view, relation.select(*shown))


def _source(column: Column) -> duckdb.Expression:
    """Return what the file holds for a column."""
    first, *members = [column.source] if isinstance(column.source, str) else column.source or ()
    found: duckdb.Expression = duckdb.ColumnExpression(first)
    for member in members:
        found = duckdb.FunctionExpression("struct_extract", found, duckdb.ConstantExpression(member))
    if column.function:
        name, *arguments = column.function
        found = duckdb.FunctionExpression(str(name), found, *map(duckdb.ConstantExpression, arguments))
    return found


def _value(column: Column, source: duckdb.Expression) -> duckdb.Expression:
    """Return what the view shows of a column that the file has."""
    if column.is_plain:
        return source
    if not column.is_number and column.digits is None:
        text = source.cast("VARCHAR")
        return duckdb.FunctionExpression("nullif", text, duckdb.ConstantExpression("")) if column.may_be_empty else text
    number = duckdb.FunctionExpression("flow_number", source)
    if column.digits is not None:
        digits, zero = duckdb.ConstantExpression(column.digits), duckdb.ConstantExpression("0")
        return duckdb.FunctionExpression("lpad", number.cast("VARCHAR"), digits, zero)
    if column.bounds is None:
        return number
    return duckdb.CaseExpression(number.between(*map(duckdb.ConstantExpression, column.bounds)), number)


def json_view(
    duck: Duck, view: str, paths: Sequence[str], columns: Mapping[str, str], *, compression: Literal["gzip", "none"]
) -> None:
    """Make the temporary view `view` over files of one JSON object a line, with the column `object_path`.

    A line that is no JSON object is a row of NULLs; a value of another type than asked for is NULL.

    Args:
        duck: the connection.
        view: name of the view.
        paths: the files.
        columns: name in the file to DuckDB type; other members of the objects are left out.
        compression: `gzip` or `none`.
    """
    relation = duck.connection.read_json(
        list(paths),  # type: ignore[arg-type] # the stubs leave out lists
        columns=dict(columns),
        format="newline_delimited",
        ignore_errors=True,
        filename=True,
        compression=compression,
        hive_partitioning=False,
    )
    shown = [duckdb.ColumnExpression(name) for name in columns]
    duck.connection.register(view, relation.select(duckdb.ColumnExpression("filename").alias("object_path"), *shown))


def nested_parquet_view(duck: Duck, view: str, paths: Sequence[str], columns: Mapping[str, str]) -> None:
    """Make the temporary view `view` over Parquet files of one schema: `object_path` and the named columns.

    Args:
        duck: the connection.
        view: name of the view.
        paths: the files.
        columns: name in the file to DuckDB type; members of a struct that the file lacks are NULL.
    """
    relation = duck.connection.read_parquet(list(paths), filename=True, hive_partitioning=False)
    # Without a cast a member that is NULL in every row has no type, on which DuckDB 2.0 ends the whole database.
    shown = [duckdb.ColumnExpression(name).cast(duckdb.sqltype(kind)).alias(name) for name, kind in columns.items()]
    duck.connection.register(view, relation.select(duckdb.ColumnExpression("filename").alias("object_path"), *shown))
