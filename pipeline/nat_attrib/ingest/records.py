"""Makes files of one format readable as the table `record`: the fields we read, NULL where a file lacks one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.duck import parquet_view, text_view
from nat_attrib.errors import BadObjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.ingest.inspect import Format


SMALL_OBJECT_RECORDS = 2000
"""Parquet objects with fewer records than this are read once into a table: each pass would open each of them anew, and
half a dozen passes over small objects cost twice as much. Larger ones are dearer to keep than to read again."""


def record_view(duck: Duck, found: Format, paths: Sequence[str], records: int | None = None) -> None:
    """Make `record` over files of one format, with the column `object_path`.

    Parquet stays a lazy scan, unless its objects are small. Text is parsed once into a table, since parsing costs more
    than all that follows; the lines that do not fit are in `rejected_line` (object_path, records, reason).

    Args:
        duck: the connection.
        found: the format of all the files.
        paths: the files.
        records: in all Parquet files together.

    Raises:
        BadObjectError: a text file changes its header on the way; the columns of what follows are not known.
        Error: DuckDB cannot read one of the files.
    """
    if found.kind == "parquet":
        parquet_view(duck, "record", paths, found.columns())
        if records is not None and records < SMALL_OBJECT_RECORDS * len(paths):
            duck.run("stages/ingest/small_record")
            duck.rename_view("small_record", "record")
        return
    if found.kind == "ocsf":
        parquet_view(duck, "ocsf_event", paths, found.columns())
        duck.run("stages/ingest/ocsf_record")
        duck.rename_view("ocsf_record", "record")
        return
    duck.run("stages/ingest/forget_rejects")
    text_view(
        duck,
        "record",
        paths,
        found.header_columns(),
        found.columns(),
        skipped_lines=found.header_rows,
        compression=found.compression,
    )
    header = " ".join(name for name, _ in found.header)
    duck.run("stages/ingest/text_record", header=header)
    if changed := duck.rows("select line from changed_header order by line limit 1"):
        raise BadObjectError(f"Line {changed[0][0]} is another header than the first; split the file there.")
    duck.rename_view("text_record", "record")
