"""What a fetched file is, from its first bytes or its footer: which files can be read by one query."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from nat_attrib.duck import Column
from nat_attrib.errors import BadObjectError
from nat_attrib.ingest import bounds, fields, ocsf
from nat_attrib.ingest.peek import GZIP, check_gzip, first_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_TRANSIT_GATEWAY = frozenset({"tgw_id", "tgw_attachment_id", "tgw_src_vpc_id", "tgw_dst_vpc_id", "resource_type"})
_FOREIGN = {
    b"{": "It is JSON, not a VPC flow log as AWS delivers it to S3.",
    b"[": "It is JSON, not a VPC flow log as AWS delivers it to S3.",
    b"<": "It is HTML or XML, not a VPC flow log.",
    b"PAR1": "It is a Parquet file inside gzip; unpack it.",
    b"PARE": "It is an encrypted Parquet file, which VPC flow logs never are.",
    GZIP: "It is packed with gzip twice; unpack it.",
    b"PK\x03\x04": "It is a zip archive; unpack it.",
    b"BZh": "It is packed with bzip2; unpack it.",
    b"\x28\xb5\x2f\xfd": "It is packed with zstd; unpack it.",
    b"\xfd7zXZ": "It is packed with xz; unpack it.",
}
_RENAMED = "It is no Parquet file, though its name says so: it is damaged, or something else was renamed."
_HEADER_FIELDS = 3
"""So many field names in the first line make it a header."""
_READABLE = {"int32", "int64", "uint32", "uint64", "double", "float", "decimal", "text", "binary"}
"""Column types that hold the values AWS writes, whatever program rewrote the file."""


@dataclass(frozen=True)
class Format:
    """How an object is written; objects of equal formats are read by one query."""

    kind: Literal["parquet", "ocsf", "text"]
    """`ocsf` is Security Lake's Parquet."""
    header: tuple[tuple[str, str], ...]
    """Every column with its name in the file and its type (`int32`, `text`, … see `_READABLE`).

    Sorted by name for Parquet, where the order means nothing; in the file's order for text. For OCSF the members of the
    event (`src_endpoint.ip`).
    """
    compression: Literal["gzip", "none"] = "none"
    """Of a text file as a whole."""
    header_rows: int = 0
    """Lines before the first record of a text file: 1, or 0 for AWS's default format without a header."""
    proven: frozenset[str] = frozenset()
    """The columns (of OCSF the members) whose numbers are all within bounds and whose texts are all not empty, as the
    statistics in a Parquet file's footer prove: they need no check."""
    record_version: int = 0
    """The highest `version` of a record of an OCSF file, as far as its footer tells; 0 for all others."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The known fields that can be read."""
        if self.kind == "ocsf":
            return ocsf.names(dict(self.header), self.record_version)
        return frozenset(self._sources)

    @cached_property
    def useful(self) -> str:
        """The fields that help to attribute bytes, sorted and comma separated."""
        return fields.useful(self.names)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the column names, for objects whose name tells no flow log."""
        listed = "\n".join(sorted(_field_name(name) for name, _ in self.header))
        return hashlib.sha256(listed.encode()).hexdigest()[:12]

    def columns(self, wanted: Sequence[fields.Field] = fields.READ) -> list[Column]:
        """Return the columns of a record view (of OCSF: of the events); what the file lacks has no source."""
        if self.kind == "ocsf":
            return ocsf.columns(dict(self.header), self.record_version, self.proven)
        kinds = {_field_name(name): kind for name, kind in self.header}
        return [self._column(field, kinds.get(field.name, "text")) for field in wanted]

    def _column(self, field: fields.Field, kind: str) -> Column:
        # A check of every value costs time.
        is_proven = field.name in self.proven
        is_text = kind in ("text", "binary")
        bounds = (field.least, field.most) if field.is_number and not is_proven else None
        is_plain = is_proven and kind == ("int32" if field.is_integer else "int64") and field.is_number
        # Where another program made numbers of account ids, their zeros are lost.
        digits = fields.ACCOUNT_DIGITS if field.name == "account_id" and not is_text else None
        may_be_empty = is_text and self.kind == "parquet" and not is_proven and not field.is_number
        return Column(
            field.name, self._sources.get(field.name), field.is_number, bounds, digits, is_plain, may_be_empty
        )

    def header_columns(self) -> list[Column]:
        """Return every column of a text file, in order; unknown ones get names that collide with nothing."""
        return [
            Column(source, source, _is_number(name))
            for (name, _), source in zip(self.header, self._text_sources, strict=True)
        ]

    @cached_property
    def _text_sources(self) -> list[str]:
        names = [_field_name(name) for name, _ in self.header]
        return [name if name in fields.KNOWN else f"column_{number}" for number, name in enumerate(names)]

    @cached_property
    def _sources(self) -> dict[str, str]:
        """The name in the file of each known field that can be read."""
        return {
            _field_name(name): _field_name(name) if self.kind == "text" else name
            for name, kind in self.header
            if _field_name(name) in fields.KNOWN and kind in _READABLE
        }


def inspect(path: Path) -> tuple[Format, int | None]:
    """Return how a file is written, and the number of its records (None for text: only reading it tells).

    Raises:
        BadObjectError: it is empty or damaged (`failed`), or no VPC flow log that can be read (`refused`).
    """
    with path.open("rb") as file:
        magic = file.read(4)
    return _of_parquet(path) if magic == b"PAR1" else (_of_text(path), None)


def _of_parquet(path: Path) -> tuple[Format, int]:
    # Loading it takes a tenth of a second, and most commands read no Parquet of AWS's.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        metadata = pq.read_metadata(path)
        # The text of a schema names every column with its type, and costs a tenth of asking for each.
        shown = str(metadata.schema).partition("\n")[2]
        proven = bounds.proven(metadata)
        found = _parquet_formats.get((shown, proven)) or replace(_parquet_format(metadata.schema), proven=proven)
        if found.kind == "ocsf":
            found = replace(found, record_version=ocsf.record_version(metadata))
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        raise BadObjectError(f"It is damaged or cut short: its Parquet footer cannot be read ({error}).") from error
    if (shown, proven) not in _parquet_formats:
        _check_ocsf(found) if found.kind == "ocsf" else _check([name for name, _ in found.header], found.names)
        if len(_parquet_formats) >= _MOST_FORMATS:
            _parquet_formats.clear()
        _parquet_formats[shown, proven] = found
    return found, metadata.num_rows


_MOST_FORMATS = 256
_parquet_formats: dict[tuple[str, frozenset[str]], Format] = {}
"""Formats by the text of their schema, and by what is proven: thousands of files share one."""


def _parquet_format(schema: Any) -> Format:  # noqa: ANN401 - pyarrow has no types
    columns = tuple(sorted(_parquet_columns(schema)))
    if ocsf.is_event({name for name, _ in columns}):
        return Format("ocsf", ocsf.members((schema.column(number) for number in range(len(schema))), _parquet_type))
    return Format("parquet", columns)


def _parquet_columns(schema: Any) -> Iterable[tuple[str, str]]:  # noqa: ANN401 - pyarrow has no types
    """Return the top-level columns of a Parquet schema with our words for their types."""
    flat: dict[str, str] = {}
    nested: set[str] = set()
    for number in range(len(schema)):
        column = schema.column(number)
        if column.path == column.name and column.max_repetition_level == 0:
            if column.name in flat:
                nested.add(column.name)
            flat[column.name] = _parquet_type(column)
        else:
            nested.add(column.path.partition(".")[0])
    return (flat | dict.fromkeys(nested, "nested")).items()


def _parquet_type(column: Any) -> str:  # noqa: ANN401 - pyarrow has no types
    logical = column.logical_type.type
    match logical, column.physical_type:
        case "DECIMAL", _:
            return "decimal"
        case (("NONE" | "INT"), ("INT32" | "INT64")):
            sign = "u" if "isSigned=false" in str(column.logical_type) else ""
            return f"{sign}int{column.physical_type[3:]}"
        case "NONE", ("DOUBLE" | "FLOAT"):
            return str(column.physical_type).lower()
        case (("NONE" | "STRING" | "ENUM"), "BYTE_ARRAY"):
            return "text" if logical != "NONE" else "binary"
    return f"{column.physical_type} {logical}".lower()


def _of_text(path: Path) -> Format:
    raw, compression = first_line(path)
    for magic, reason in _FOREIGN.items():
        if raw.lstrip(b"\xef\xbb\xbf \t").startswith(magic):
            raise BadObjectError(reason, status="refused")
    if b"\x00" in raw:
        reason = _RENAMED if path.suffix == ".parquet" else "It is binary, not a VPC flow log."
        raise BadObjectError(reason, status="refused")
    words = raw.decode("utf-8-sig", errors="replace").rstrip(" ").split(" ")
    names = [_field_name(word) for word in words]
    if len(set(names) & (fields.KNOWN.keys() | _TRANSIT_GATEWAY)) >= _HEADER_FIELDS:
        _check(words, frozenset(names) & fields.KNOWN.keys())
        header, header_rows = words, 1
    elif len(words) == len(fields.DEFAULT_ORDER) and words[0] == "2" and words[-1] in ("OK", "NODATA", "SKIPDATA"):
        header, header_rows = list(fields.DEFAULT_ORDER), 0
    else:
        raise BadObjectError(_not_a_header(raw, words, path), status="refused")
    if compression == "gzip":
        check_gzip(path)
    return Format("text", tuple((name, "text") for name in header), compression, header_rows)


def _not_a_header(raw: bytes, words: list[str], path: Path) -> str:
    """Return why a first line is none of a flow log."""
    listed = {_field_name(word.strip('" \t')) for word in raw.decode(errors="replace").replace("\t", ",").split(",")}
    if len(listed & fields.KNOWN.keys()) >= _HEADER_FIELDS:
        return "Its fields are separated by commas or tabs; AWS writes spaces."
    if words[1:2] == ["2"] and words[-1] in ("OK", "NODATA", "SKIPDATA"):
        return "It is an export from CloudWatch Logs; let a flow log write to S3 instead."
    if path.suffix == ".parquet":
        return _RENAMED
    return "It is not a VPC flow log: its first line neither names the fields nor is a record of the default format."


def _check(columns: Sequence[str], usable: frozenset[str]) -> None:
    """Refuse what lacks a needed column, and what is another kind of log.

    Raises:
        BadObjectError: with the status `refused`.
    """
    names = [_field_name(column) for column in columns]
    if _TRANSIT_GATEWAY.intersection(names):
        reason = "It is a Transit Gateway flow log; nat-attrib reads the flow logs of VPCs, subnets and interfaces."
        raise BadObjectError(reason, status="refused")
    if not usable:
        raise BadObjectError("It is not a VPC flow log: none of its columns is a flow-log field.", status="refused")
    if twice := sorted(name for name, count in Counter(names).items() if count > 1):
        raise BadObjectError(f"It has more than one column {' and '.join(twice)}.", status="refused")
    lacks = fields.missing(usable)
    if lacks:
        broken = sorted(set(lacks) & set(names))
        what = f"{', '.join(lacks)} missing" + (
            f" or of a type AWS does not write ({', '.join(broken)})" * bool(broken)
        )
        reason = f"It cannot be read: {what}. Create a new flow log with the format {fields.SUGGESTED_FORMAT}"
        raise BadObjectError(reason, status="refused")


def _check_ocsf(found: Format) -> None:
    """Refuse OCSF events that are no VPC flow logs.

    Raises:
        BadObjectError: with the status `refused`.
    """
    if ocsf.is_query({name.partition(".")[0] for name, _ in found.header}):
        raise BadObjectError("It holds DNS queries in OCSF's form; give its folder with --dns.", status="refused")
    if lacks := fields.missing(found.names):
        reason = (
            f"It is in OCSF's form but not a VPC flow log as Security Lake writes it: nothing tells {', '.join(lacks)}."
        )
        raise BadObjectError(reason, status="refused")


def _field_name(name: str) -> str:
    """Return a column's name as the tables spell it: AWS writes hyphens in text headers."""
    return name.lower().replace("-", "_")


def _is_number(name: str) -> bool:
    field = fields.KNOWN.get(_field_name(name))
    return field is not None and field.is_number
