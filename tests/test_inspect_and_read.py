"""What inspect says is what DuckDB needs to read a file."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nat_attrib import duck as engine
from nat_attrib.duck import Duck
from nat_attrib.ingest.inspect import inspect
from nat_attrib.ingest.records import record_view

HEADER = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
RECORD = "2 011122223333 eni-0a 10.0.0.5 52.95.1.1 40000 443 6 10 840 1795312800 1795312860 ACCEPT OK"
NODATA = "2 011122223333 eni-0a - - - - - - - 1795312800 1795312860 - NODATA"


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    """A session to read files in."""
    opened = engine.connect()
    opened.run("macros/05_flow_number")
    yield opened
    opened.close()


def read(duck: Duck, path: Path) -> list[tuple[Any, ...]]:
    found, _ = inspect(path)
    record_view(duck, found, [str(path)])
    return duck.rows(
        'select account_id, interface_id, bytes, "end", log_status, pkt_srcaddr from record order by bytes'
    )


@pytest.mark.parametrize("name", ["x.log.gz", "x.log", "x", "x.parquet"])
@pytest.mark.parametrize("packed", ["gzip", "plain"])
@pytest.mark.parametrize("header", ["header", "no header", "BOM and CRLF"])
def test_text_is_read_whatever_its_name_compression_and_line_ends(
    duck: Duck, tmp_path: Path, name: str, packed: str, header: str
) -> None:
    lines = [RECORD, NODATA] if header == "no header" else [HEADER, RECORD, NODATA]
    text = "".join(f"{line}\n" for line in lines)
    content = ("\ufeff" + text.replace("\n", "\r\n") if header == "BOM and CRLF" else text).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if packed == "gzip" else content)
    assert read(duck, tmp_path / name) == [
        ("011122223333", "eni-0a", 840, 1795312860, "OK", None),
        ("011122223333", "eni-0a", None, 1795312860, "NODATA", None),
    ]


def test_unknown_columns_with_names_of_our_own_do_no_harm(duck: Duck, tmp_path: Path) -> None:
    (tmp_path / "x").write_text(f"{HEADER} filename object_path column_3 select\n{RECORD} a b c d\n")
    assert len(read(duck, tmp_path / "x")) == 1


@pytest.mark.parametrize("bytes_column", [pa.array([840], pa.int32()), pa.array([840.0]), pa.array(["840"])])
def test_parquet_is_read_whatever_type_a_number_has(duck: Duck, tmp_path: Path, bytes_column: Any) -> None:
    names = HEADER.replace("-", "_").split()
    columns: dict[str, Any] = {
        name: pa.array([int(value) if value.isdigit() and name != "account_id" else value])
        for name, value in zip(names, RECORD.split(), strict=True)
    }
    pq.write_table(pa.table(columns | {"bytes": bytes_column, "nest": pa.array([[1]])}), tmp_path / "x.parquet")
    assert read(duck, tmp_path / "x.parquet") == [
        ("011122223333", "eni-0a", 840, 1795312860, "OK", None),
    ]
