import gzip
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nat_attrib.duck import Column
from nat_attrib.errors import BadObjectError
from nat_attrib.ingest import fields
from nat_attrib.ingest.inspect import Format, inspect
from nat_attrib.ingest.peek import check_gzip, first_line
from tests.conftest import shared

V2 = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
RECORD = "2 111122223333 eni-0a 10.0.0.5 52.95.1.1 40000 443 6 10 840 1795312800 1795312860 ACCEPT OK"


def text(folder: Path, *lines: str, name: str = "x.log", end: str = "\n", packed: bool = False) -> Path:
    path = folder / name
    content = "".join(f"{line}{end}" for line in lines).encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


def parquet(folder: Path, columns: dict[str, Any], name: str = "x.parquet") -> Path:
    pq.write_table(pa.table(columns), folder / name, compression="gzip")
    return folder / name


def v2_columns(**changed: Any) -> dict[str, Any]:
    """One record of version 2 with the types AWS writes; None leaves a column out."""
    values = dict(zip(fields.DEFAULT_ORDER, RECORD.split(), strict=True))
    types = {"version": pa.int32(), "srcport": pa.int32(), "dstport": pa.int32(), "protocol": pa.int32()}
    columns: dict[str, Any] = {
        name: pa.array([int(value)], types.get(name, pa.int64())) if fields.KNOWN[name].is_number else pa.array([value])
        for name, value in values.items()
    }
    return {name: column for name, column in (columns | changed).items() if column is not None}


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(BadObjectError) as caught:
        inspect(path)
    return caught.value.status, str(caught.value)


@pytest.mark.parametrize("compression", ["gzip", "none"])
def test_a_text_file_is_known_by_its_header(tmp_path: Path, compression: Literal["gzip", "none"]) -> None:
    found, rows = inspect(text(tmp_path, V2, RECORD, packed=compression == "gzip"))
    assert found == Format("text", tuple((name, "text") for name in V2.split()), compression, 1)
    assert rows is None
    assert found.names == set(fields.DEFAULT_ORDER)
    assert found.useful == "dstport,log_status,protocol,srcport"


def test_the_suffix_means_nothing(tmp_path: Path) -> None:
    assert inspect(text(tmp_path, V2, RECORD, name="x.parquet", packed=True))[0].compression == "gzip"
    assert inspect(parquet(tmp_path, v2_columns(), name="x.log.gz"))[0].kind == "parquet"


def test_order_bom_crlf_and_unknown_fields_are_no_hindrance(tmp_path: Path) -> None:
    header = "bytes new-field end start action filename dstaddr srcaddr interface-id"
    found, _ = inspect(text(tmp_path, f"\ufeff{header}", "1 x 2 1 ACCEPT y 10.0.0.1 10.0.0.2 eni-0a", end="\r\n"))
    assert [name for name, _ in found.header] == header.split()
    assert found.header_columns() == [
        Column("bytes", "bytes", is_number=True),
        Column("column_1", "column_1", is_number=False),
        Column("end", "end", is_number=True),
        Column("start", "start", is_number=True),
        Column("action", "action", is_number=False),
        Column("column_5", "column_5", is_number=False),
        Column("dstaddr", "dstaddr", is_number=False),
        Column("srcaddr", "srcaddr", is_number=False),
        Column("interface_id", "interface_id", is_number=False),
    ]
    shown = {column.name: column.source for column in found.columns()}
    assert (shown["bytes"], shown["interface_id"], shown["pkt_srcaddr"]) == ("bytes", "interface_id", None)
    assert len(shown) == len(fields.READ)


def test_a_file_of_one_header_and_no_record_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_text(V2)
    assert inspect(tmp_path / "x.log")[0].header_rows == 1


def test_only_the_default_format_is_told_without_a_header(tmp_path: Path) -> None:
    found, _ = inspect(text(tmp_path, RECORD, RECORD))
    assert (found.header_rows, [name for name, _ in found.header]) == (0, list(fields.DEFAULT_ORDER))
    nodata = "2 111122223333 eni-0a - - - - - - - 1795312800 1795312860 - NODATA"
    assert inspect(text(tmp_path, nodata))[0] == found
    status, reason = refusal(text(tmp_path, "5 " + RECORD[2:] + " vpc-0a"))
    assert status == "refused"
    assert reason == (
        "It is not a VPC flow log: its first line neither names the fields nor is a record of the default format."
    )


@pytest.mark.parametrize("content", ["junk", "ju\x00nk", "one two three"])
def test_what_is_called_parquet_and_is_not_is_said(tmp_path: Path, content: str) -> None:
    path = text(tmp_path, content, name="x.log.parquet")
    assert refusal(path) == (
        "refused",
        "It is no Parquet file, though its name says so: it is damaged, or something else was renamed.",
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"version": "1.100000"}', "It is JSON, not a VPC flow log as AWS delivers it to S3."),
        ('  [{"a": 1}]', "It is JSON, not a VPC flow log as AWS delivers it to S3."),
        ("<!DOCTYPE html>", "It is HTML or XML, not a VPC flow log."),
        (V2.replace(" ", ","), "Its fields are separated by commas or tabs; AWS writes spaces."),
        ('"srcaddr","dstaddr","bytes"', "Its fields are separated by commas or tabs; AWS writes spaces."),
        (
            f"2026-11-22T09:00:00.000Z {RECORD}",
            "It is an export from CloudWatch Logs; let a flow log write to S3 instead.",
        ),
        ("a\x00b", "It is binary, not a VPC flow log."),
        ("PAR1...", "It is a Parquet file inside gzip; unpack it."),
        ("PK\x03\x04", "It is a zip archive; unpack it."),
        (f"{V2} bytes", "It has more than one column bytes."),
        (f"{V2} ACCOUNT_ID", "It has more than one column account_id."),
        (
            "version resource-type account-id tgw-id tgw-attachment-id srcaddr dstaddr bytes start end log-status",
            "It is a Transit Gateway flow log; nat-attrib reads the flow logs of VPCs, subnets and interfaces.",
        ),
        ("x" * 200_000, None),
        ("", None),
    ],
)
def test_other_text_is_refused_with_the_reason(tmp_path: Path, line: str, reason: str | None) -> None:
    assert refusal(text(tmp_path, line, packed=True)) == (
        ("refused", reason) if reason else refusal(text(tmp_path, "GET / HTTP/1.1"))
    )


def test_tabs_in_place_of_spaces_are_seen(tmp_path: Path) -> None:
    assert refusal(text(tmp_path, V2.replace(" ", "\t"))) == (
        "refused",
        "Its fields are separated by commas or tabs; AWS writes spaces.",
    )


@pytest.mark.parametrize("lacking", sorted(fields.NEEDED | {"interface_id"}))
def test_a_needed_column_is_named_with_the_format_to_use(tmp_path: Path, lacking: str) -> None:
    header = " ".join(name for name in V2.split() if name != lacking.replace("_", "-"))
    for path in (text(tmp_path, header), parquet(tmp_path, v2_columns(**{lacking: None}))):
        assert refusal(path) == (
            "refused",
            f"It cannot be read: {lacking} missing. Create a new flow log with the format {fields.SUGGESTED_FORMAT}",
        )


def test_a_regional_gateways_log_needs_no_interface(tmp_path: Path) -> None:
    found, _ = inspect(text(tmp_path, V2.replace("interface-id", "resource-id")))
    assert "resource_id" in found.names


def test_a_parquet_file_is_known_by_its_columns_in_any_order(tmp_path: Path) -> None:
    columns = v2_columns()
    found, rows = inspect(parquet(tmp_path, columns))
    again, _ = inspect(parquet(tmp_path, dict(reversed(columns.items())), "again.parquet"))
    assert (found, hash(found), rows) == (again, hash(again), 1)
    assert dict(found.header)["protocol"] == "int32"
    assert dict(found.header)["bytes"] == "int64"
    assert dict(found.header)["srcaddr"] == "text"
    assert found.names == set(fields.DEFAULT_ORDER)


def test_files_that_differ_in_a_type_are_not_read_together(tmp_path: Path) -> None:
    found, _ = inspect(parquet(tmp_path, v2_columns()))
    texts, _ = inspect(parquet(tmp_path, v2_columns(bytes=pa.array(["840"])), "text.parquet"))
    doubles, _ = inspect(parquet(tmp_path, v2_columns(bytes=pa.array([840.0])), "double.parquet"))
    assert len({found, texts, doubles}) == 3
    assert found.fingerprint == texts.fingerprint == doubles.fingerprint
    assert found.names == texts.names == doubles.names


def test_statistics_prove_which_numbers_need_no_check(tmp_path: Path) -> None:
    found, _ = inspect(parquet(tmp_path, v2_columns()))
    assert found.proven == set(fields.DEFAULT_ORDER) - {"version"}
    assert all(column.is_plain for column in found.columns() if column.is_number and column.source)
    changes: dict[str, Any] = {
        "large": {"bytes": pa.array([10**14 + 1])},
        "low": {"bytes": pa.array([-(10**14) - 1])},
        "unsigned": {"bytes": pa.array([2**63 + 1], pa.uint64())},
        "nested": {"bytes": pa.array([10**15]), "nest": pa.array([{"bytes": 1}])},
    }
    for name, changed in changes.items():
        found, _ = inspect(parquet(tmp_path, v2_columns(**changed), f"{name}.parquet"))
        shown = {column.name: column for column in found.columns()}
        assert not shown["bytes"].is_plain, name
        assert shown["bytes"].bounds == (-(10**14), 10**14), name
        assert shown["start"].is_plain, name
    pq.write_table(pa.table(v2_columns()), tmp_path / "unknown.parquet", write_statistics=False)
    found, _ = inspect(tmp_path / "unknown.parquet")
    assert found.proven == set()


def test_statistics_prove_which_texts_are_not_empty(tmp_path: Path) -> None:
    empty = {
        "srcaddr": pa.array([""]),
        "srcport": pa.array([65536], pa.int32()),
        "protocol": pa.array([-1], pa.int32()),
    }
    found, _ = inspect(parquet(tmp_path, v2_columns(**empty, dstaddr=pa.array([None], pa.string()))))
    shown = {column.name: column for column in found.columns()}
    assert {name for name, column in shown.items() if column.source and column.may_be_empty} == {"srcaddr"}
    assert [shown[name].bounds for name in ("srcport", "dstport", "protocol")] == [(0, 65535), None, (0, 255)]


def test_unknown_and_nested_extra_columns_are_kept_out_of_the_way(tmp_path: Path) -> None:
    extra = {f"extra_{number}": pa.array([number]) for number in range(300)}
    extra |= {"nest": pa.array([{"bytes": 1}]), "vpc_id": pa.array([["vpc-0a"]])}
    found, rows = inspect(parquet(tmp_path, v2_columns(**extra)))
    assert rows == 1
    assert found.names == set(fields.DEFAULT_ORDER)
    assert {column.name: column.source for column in found.columns()}["vpc_id"] is None
    assert len(found.header) == 14 + 302


@pytest.mark.parametrize(
    "hostile",
    [
        pa.array([[840]]),
        pa.array([{"bytes": 840}]),
        pa.array([[[[[840]]]]]),
        pa.array([840], pa.timestamp("ms")),
        pa.array([True]),
        pa.array([b"1234567890123456"], pa.binary(16)),
    ],
    ids=["list", "struct", "deep", "timestamp", "boolean", "fixed"],
)
def test_a_needed_column_of_a_hostile_type_is_refused(tmp_path: Path, hostile: Any) -> None:
    status, reason = refusal(parquet(tmp_path, v2_columns(bytes=hostile)))
    assert status == "refused"
    assert reason.startswith("It cannot be read: bytes missing or of a type AWS does not write (bytes). Create")


def test_columns_that_duckdb_cannot_tell_apart_are_refused(tmp_path: Path) -> None:
    twice = v2_columns(Bytes=pa.array([1]))
    assert refusal(parquet(tmp_path, twice)) == ("refused", "It has more than one column bytes.")
    table = pa.Table.from_arrays([*v2_columns().values(), pa.array([1])], names=[*v2_columns(), "bytes"])
    pq.write_table(table, tmp_path / "y.parquet")
    assert refusal(tmp_path / "y.parquet")[0] == "refused"


def test_other_parquet_is_refused_with_the_reason(tmp_path: Path) -> None:
    tgw = v2_columns(tgw_id=pa.array(["tgw-0a"]), resource_type=pa.array(["TransitGateway"]))
    assert refusal(parquet(tmp_path, tgw)) == (
        "refused",
        "It is a Transit Gateway flow log; nat-attrib reads the flow logs of VPCs, subnets and interfaces.",
    )
    assert refusal(parquet(tmp_path, {"a": [1], "b": ["x"]})) == (
        "refused",
        "It is not a VPC flow log: none of its columns is a flow-log field.",
    )


@pytest.mark.parametrize("number", range(4))
def test_security_lake_and_its_raw_inputs_are_read(number: int) -> None:
    raw = "vpc_flow-input3.parquet" if number == 3 else f"vpc_flow-input{number}.json.parquet"
    folder = shared("samples/aws-security-lake-ocsf/VPC_FLOW")
    lake, rows = inspect(folder / f"example{number}.gz.parquet")
    assert (lake.kind, lake.record_version, rows) == ("ocsf", 5, 1)
    found, rows = inspect(folder / "inputs" / raw)
    assert rows == 1
    assert {"pkt_srcaddr", "traffic_path", "bytes"} <= found.names & lake.names
    assert dict(found.header)["bytes"] == ("double" if number == 3 else "int64")


def test_the_flowlogs_reader_sample_is_read() -> None:
    found, rows = inspect(shared("samples/flowlogs-reader/flows.parquet"))
    assert (rows, dict(found.header)["bytes"], dict(found.header)["account_id"]) == (3, "text", "int64")


def test_empty_and_damaged_files_have_failed(tmp_path: Path) -> None:
    good = parquet(tmp_path, v2_columns()).read_bytes()
    packed = gzip.compress(f"{V2}\n{RECORD}\n".encode())
    reasons = {}
    for name, content in {
        "empty": b"",
        "empty.gz": gzip.compress(b""),
        "start.gz": packed[:12],
        "damaged.gz": packed[:10] + b"\xff" * 30,
        "half.parquet": good[: len(good) // 2],
        "magic.parquet": b"PAR1",
        "footer.parquet": good[:-8] + b"\xff\xff\xff\x7fPAR1",
        "zeros.parquet": good[:4] + b"\x00" * (len(good) - 12) + good[-8:],
    }.items():
        (tmp_path / name).write_bytes(content)
        status, reason = refusal(tmp_path / name)
        assert status == "failed"
        reasons[name] = reason
    assert reasons["empty"] == reasons["empty.gz"] == "It is empty."
    assert reasons["start.gz"] == "It is cut short: the gzip data ends too early."
    assert reasons["damaged.gz"].startswith("It is damaged: the gzip data cannot be unpacked")
    for name in ("half.parquet", "magic.parquet", "footer.parquet", "zeros.parquet"):
        assert reasons[name].startswith("It is damaged or cut short: its Parquet footer cannot be read")


def test_a_compression_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"0" * 200_000_000, compresslevel=1))
    line, _ = first_line(tmp_path / "bomb.gz")
    assert len(line) <= 2**17
    assert refusal(tmp_path / "bomb.gz")[0] == "refused"


def test_every_byte_of_a_gzip_file_is_proven(tmp_path: Path) -> None:
    content = "".join(f"{RECORD} {number * 7919 % 10007}\n" for number in range(5000)).encode()
    packed = gzip.compress(content)
    (tmp_path / "x").write_bytes(packed)
    assert check_gzip(tmp_path / "x") == len(content)
    (tmp_path / "x").write_bytes(packed + packed)
    assert check_gzip(tmp_path / "x") == 2 * len(content)
    wrong_sum = packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:]
    for bad in (packed[: len(packed) // 2], packed[:-1], wrong_sum, packed + b"rest"):
        (tmp_path / "x").write_bytes(bad)
        with pytest.raises(BadObjectError, match=r"cut short|damaged"):
            check_gzip(tmp_path / "x")


@given(st.binary(max_size=300), st.sampled_from([b"", b"PAR1", b"\x1f\x8b\x08", V2.encode(), RECORD.encode()]))
def test_any_bytes_are_a_format_or_a_reason(tmp_path_factory: pytest.TempPathFactory, tail: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + tail)
    status, names = "", fields.NEEDED
    try:
        names = inspect(path)[0].names
    except BadObjectError as error:
        status = error.status
    assert status in ("", "failed", "refused")
    assert names >= fields.NEEDED


def test_the_field_table_is_awss() -> None:
    assert len(fields.FIELDS) == 54
    assert {field.version for field in fields.FIELDS} == {2, 3, 4, 5, 7, 8, 9, 10, 11}
    assert [field.name for field in fields.FIELDS if field.version == 3] == [
        "vpc_id", "subnet_id", "instance_id", "tcp_flags", "type", "pkt_srcaddr", "pkt_dstaddr",
    ]  # fmt: skip
    assert [f.name for f in fields.FIELDS if f.is_number] == [
        "version", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end",
        "tcp_flags", "traffic_path", "encryption_status",
    ]  # fmt: skip
    assert list(fields.DEFAULT_ORDER) == V2.replace("-", "_").split()
    suggested = [word.strip("${}").replace("-", "_") for word in fields.SUGGESTED_FORMAT.split()]
    assert not set(suggested) - fields.KNOWN.keys()
    assert fields.missing(suggested) == []
    assert fields.missing(["bytes", "srcaddr"]) == ["dstaddr", "start", "end", "action", "interface_id"]
