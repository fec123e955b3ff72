"""Security Lake's form of a flow log: where OCSF's Network Activity keeps the fields of a record.

OCSF 1.0 and 1.1 are read (Security Lake's source versions 1 and 2), by the mapping that AWS publishes:
https://github.com/ocsf/examples, mappings/markdown/AWS, VPC Flowlogs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nat_attrib.duck import Column
from nat_attrib.ingest import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

_EVENT = frozenset({"metadata", "src_endpoint", "dst_endpoint", "class_uid", "category_uid", "time_dt", "traffic"})
"""Columns of OCSF events; two of them are a sign."""
_QUERIES = frozenset({"query", "answers"})
"""Columns of OCSF's DNS Activity."""
_UNMAPPED = "unmapped"
"""The map with the fields that OCSF has no place for, under their own names."""
_VERSION = "metadata.product.version"
"""Where a record's `version` is: the highest version among the fields of its flow log."""
_NEWEST = max(field.version for field in fields.FIELDS)
_VALUES = frozenset({"int32", "int64", "uint32", "uint64", "double", "float", "decimal", "text", "binary"})
_TIMES = frozenset({"int64 timestamp", "int96 none"})
_MOST_MILLIS = 10**14


@dataclass(frozen=True, slots=True)
class _Place:
    """A value that records are made of."""

    kind: str
    """text, number, time (in milliseconds) or list (of texts, of which the first is wanted)."""
    name: str
    """Its name in `stages/ingest/ocsf_record`."""
    fields: tuple[str, ...]
    """The fields of a record that cannot be told without it."""
    members: tuple[str, ...]
    """The members of the event that may hold it; the first that is there counts."""

    def member(self, kinds: Mapping[str, str]) -> str | None:
        """Return the member that holds it, or None where there is none of a fitting type."""
        fitting = {"list": frozenset({"list"}), "time": _VALUES | _TIMES}.get(self.kind, _VALUES)
        return next((name for name in self.members if kinds.get(name) in fitting), None)


# kind, name, the fields that need it, where it is
_TABLE = """
text   account_id          account_id          cloud.account_uid cloud.account.uid
text   region              region              cloud.region
text   az_id               az_id               cloud.zone
text   src_ip              srcaddr,pkt_srcaddr src_endpoint.ip
text   dst_ip              dstaddr,pkt_dstaddr dst_endpoint.ip
list   src_via             pkt_srcaddr         src_endpoint.intermediate_ips
list   dst_via             pkt_dstaddr         dst_endpoint.intermediate_ips
number srcport             srcport             src_endpoint.port
number dstport             dstport             dst_endpoint.port
text   pkt_src_aws_service pkt_src_aws_service src_endpoint.svc_name
text   pkt_dst_aws_service pkt_dst_aws_service dst_endpoint.svc_name
text   src_interface_id    interface_id        src_endpoint.interface_uid
text   dst_interface_id    interface_id        dst_endpoint.interface_uid
text   src_vpc_id          vpc_id              src_endpoint.vpc_uid
text   dst_vpc_id          vpc_id              dst_endpoint.vpc_uid
text   src_subnet_id       subnet_id           src_endpoint.subnet_uid
text   dst_subnet_id       subnet_id           dst_endpoint.subnet_uid
text   src_instance_id     instance_id         src_endpoint.instance_uid
text   dst_instance_id     instance_id         dst_endpoint.instance_uid
number protocol            protocol            connection_info.protocol_num
number direction_id        flow_direction      connection_info.direction_id
number boundary_id         traffic_path        connection_info.boundary_id
number packets             packets             traffic.packets
number bytes               bytes               traffic.bytes
time   start_millis        start               start_time time start_time_dt time_dt
time   end_millis          end                 end_time end_time_dt
text   log_status          log_status          status_code
number verdict_id          action              action_id disposition_id
"""


def _parsed() -> tuple[_Place, ...]:
    rows = [line.split() for line in _TABLE.split("\n") if line]
    return tuple(_Place(kind, name, tuple(told.split(",")), tuple(members)) for kind, name, told, *members in rows)


_PLACES = _parsed()
_MAPPED = frozenset(name for place in _PLACES for name in place.fields)
FIELDS = {
    member: fields.KNOWN[place.fields[0]]
    for place in _PLACES
    if place.kind == "text" or (place.kind == "number" and place.name in fields.KNOWN)
    for member in place.members
}
"""The members that hold a field of a record as it is."""
_IN_UNMAPPED = tuple(field for field in fields.READ if field.name not in _MAPPED)


def is_event(columns: Collection[str]) -> bool:
    """Tell whether the top-level columns of a Parquet file are those of an OCSF event."""
    return len(_EVENT.intersection(columns)) > 1


def is_query(columns: Collection[str]) -> bool:
    """Tell whether the top-level columns of an OCSF event are those of a DNS query."""
    return bool(_QUERIES.intersection(columns))


def members(columns: Iterable[Any], kind_of: Callable[[Any], str]) -> tuple[tuple[str, str], ...]:
    """Return the members of an event, sorted, with our words for their types: those of `kind_of`, `list` or `map`.

    Args:
        columns: the leaves of a Parquet schema.
        kind_of: gives the type of a leaf.
    """
    found: dict[str, str] = {}
    for column in columns:
        kind, steps = kind_of(column), column.path.split(".")
        if column.path == column.name and len(steps) > 1:
            continue  # a top-level column with a dot in its name
        if column.max_repetition_level == 0:
            found[column.path] = kind
        elif column.max_repetition_level == 1 and kind in ("text", "binary"):
            # AWS writes a list as `intermediate_ips.array`, other programs as `intermediate_ips.list.element`.
            if steps[0] != _UNMAPPED:
                found[".".join(steps[:2])] = "list"
            elif steps[-1] == "key":
                found[_UNMAPPED] = "map"
    return tuple(sorted(found.items()))


def record_version(metadata: Any) -> int:  # noqa: ANN401 - pyarrow has no types
    """Return the highest `version` that a record of a Parquet file may have, by the statistics in its footer.

    A record has no field of a later version, so this says what `unmapped` may hold without reading it.
    """
    schema = metadata.schema
    number = next((n for n in range(len(schema)) if schema.column(n).path == _VERSION), None)
    if number is None:
        return _NEWEST
    highest = 0
    for group in range(metadata.num_row_groups):
        told = metadata.row_group(group).column(number).statistics
        if told is None or not told.has_min_max:
            return _NEWEST
        # The statistics order versions as text: 11 comes before 5.
        least, most = str(told.min), str(told.max)
        highest = max(highest, *(n for n in range(1, _NEWEST + 1) if least <= str(n) <= most), 0)
    return highest or _NEWEST


def names(kinds: Mapping[str, str], version: int) -> frozenset[str]:
    """Return the known fields that the members of an event tell.

    Args:
        kinds: the members and their types, see `members`.
        version: the highest `version` of a record.
    """
    lost = {name for place in _PLACES if place.member(kinds) is None for name in place.fields}
    return (_MAPPED - lost) | {field.name for field in _IN_UNMAPPED if _is_unmapped(field, kinds, version)}


def columns(kinds: Mapping[str, str], version: int, proven: Collection[str]) -> list[Column]:
    """Return the columns that `stages/ingest/ocsf_record` makes records of; what the event lacks has no source.

    Args:
        kinds: the members and their types, see `members`.
        version: the highest `version` of a record.
        proven: the members whose values need no check.
    """
    listed = [_column(place, place.member(kinds), kinds, proven) for place in _PLACES]
    for field in _IN_UNMAPPED:
        source = _UNMAPPED if _is_unmapped(field, kinds, version) else None
        function = ("map_extract_value", field.name)
        listed.append(Column(field.name, source, field.is_number, may_be_empty=not field.is_number, function=function))
    return listed


def _is_unmapped(field: fields.Field, kinds: Mapping[str, str], version: int) -> bool:
    return kinds.get(_UNMAPPED) == "map" and field.version <= version


def _column(place: _Place, member: str | None, kinds: Mapping[str, str], proven: Collection[str]) -> Column:
    if member is None:
        return Column(place.name, None, place.kind in ("number", "time"))
    source, kind = tuple(member.split(".")), kinds[member]
    if place.kind == "list":
        return Column(place.name, source, is_number=False, may_be_empty=True, function=("list_extract", 1))
    if place.kind == "text":
        is_account = place.name == "account_id" and kind not in ("text", "binary")
        digits = fields.ACCOUNT_DIGITS if is_account else None
        return Column(
            place.name, source, is_number=False, digits=digits, may_be_empty=not is_account and member not in proven
        )
    if place.kind == "time":
        is_time = kind in _TIMES
        bounds, function = (-_MOST_MILLIS, _MOST_MILLIS), ("epoch_ms",) if is_time else ()
        return Column(place.name, source, is_number=True, bounds=bounds, function=function)
    known = None if member in proven else fields.KNOWN.get(place.name)
    return Column(place.name, source, is_number=True, bounds=(known.least, known.most) if known else None)
