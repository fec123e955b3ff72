"""Record values to file contents: Parquet as AWS writes it, and text with a header."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.world.fields import record_version, type_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.world.flowlog import FlowLog
    from tests.world.records import Value

ARROW = {"int32": pa.int32(), "int64": pa.int64(), "string": pa.string()}


def values_of(rows: Sequence[dict[str, Value]], name: str, log: FlowLog) -> list[Value]:
    """Return one column; None where a field is missing."""
    if name == "version":
        return [record_version(log.fields)] * len(rows)
    return [row.get(name) for row in rows]


def parquet_bytes(rows: Sequence[dict[str, Value]], log: FlowLog) -> bytes:
    """Return a Parquet file: GZIP inside, INT32/INT64/STRING columns, names with underscores; see `FlowLog`."""
    columns: dict[str, Any] = {}
    for name in log.fields:
        kind = type_of.get(name, "string")
        values: list[Any] = values_of(rows, name, log)
        if kind == "string" or log.numbers == "text":
            dash = "-" if log.missing == "dash" else None
            columns[name] = pa.array([dash if value is None else str(value) for value in values], pa.string())
        elif log.numbers == "double":
            columns[name] = pa.array([None if value is None else float(value) for value in values], pa.float64())
        else:
            columns[name] = pa.array(values, pa.int64() if log.numbers == "int64" else ARROW[kind])
    for name, value in log.extra:
        columns[name.replace("-", "_")] = pa.array([value] * len(rows), pa.string())
    made = io.BytesIO()
    pq.write_table(pa.table(columns), made, compression="gzip", compression_level=9, store_schema=False)
    return made.getvalue()


def text_bytes(rows: Sequence[dict[str, Value]], log: FlowLog) -> bytes:
    """Return a text file, gzipped or plain: hyphenated names in the header, spaces between, '-' for missing."""
    columns = [values_of(rows, name, log) for name in log.fields] + [[value] * len(rows) for _, value in log.extra]
    header = " ".join([name.replace("_", "-") for name in log.fields] + [name for name, _ in log.extra])
    lines = [header]
    for number, row in enumerate(zip(*columns, strict=True)):
        if log.header_every and number and number % log.header_every == 0:
            lines.append(header)
        lines.append(" ".join("-" if value is None else str(value) for value in row))
    end = "\r\n" if log.crlf else "\n"
    content = (end.join(lines) + end).encode()
    if log.bom:
        content = b"\xef\xbb\xbf" + content
    return gzip.compress(content, compresslevel=9, mtime=0) if log.file_format == "text-gz" else content
