"""The fields of VPC flow logs, versions 2 to 11, by AWS's own names with `_` for `-`.

https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html (there is no version 6 for VPCs: it is Transit
Gateway's).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record."""

    name: str
    version: int
    """The version that brought it."""
    is_number: bool
    """Whole numbers; all else is text."""
    is_read: bool
    """Whether nat-attrib looks at it."""

    @property
    def most(self) -> int:
        """No true number is larger: what says so is damaged, and must not stop the arithmetic of the others."""
        return _MOST_LONG if self.name in LONG else _MOST_SMALL.get(self.name, _MOST_INTEGER)

    @property
    def least(self) -> int:
        """No true number is smaller; those that are counted as implausible further on may be negative."""
        return 0 if self.name in _MOST_SMALL else -self.most

    @property
    def is_integer(self) -> bool:
        """Whether AWS writes it as INT32."""
        return self.is_number and self.name not in LONG


LONG = frozenset({"packets", "bytes", "start", "end"})
"""The fields that AWS writes as INT64; all other numbers are INT32."""
_MOST_LONG = 10**14
"""100 TB, beyond any link in the longest record."""
_MOST_INTEGER = 2**31 - 1
_MOST_SMALL = {"srcport": 2**16 - 1, "dstport": 2**16 - 1, "protocol": 2**8 - 1}
"""What fits the headers of a packet."""
ACCOUNT_DIGITS = 12
"""An account id is a text of so many digits, whatever zeros it starts with."""


# version, `number` or `text`, `read` or `skip`, names
_TABLE = """
2  number skip version
2  text   read account_id interface_id srcaddr dstaddr
2  number read srcport dstport protocol packets bytes start end
2  text   read action log_status
3  text   read vpc_id subnet_id instance_id
3  number skip tcp_flags
3  text   skip type
3  text   read pkt_srcaddr pkt_dstaddr
4  text   read region az_id
4  text   skip sublocation_type sublocation_id
5  text   read pkt_src_aws_service pkt_dst_aws_service flow_direction
5  number read traffic_path
7  text   skip ecs_cluster_arn ecs_container_instance_arn ecs_container_instance_id ecs_container_id
7  text   skip ecs_second_container_id ecs_task_definition_arn ecs_task_arn
7  text   read ecs_cluster_name ecs_service_name ecs_task_id
8  text   skip reject_reason
9  text   read resource_id
10 number skip encryption_status
11 text   read instance_tag instance_tag_2 interface_tag interface_tag_2 asg_tag asg_tag_2 interface_type
11 text   read next_hop_interface_id next_hop_az_id next_hop_vpc_id next_hop_interface_type
11 text   skip next_hop_subnet_id
"""


def _parsed() -> tuple[Field, ...]:
    rows = [line.split() for line in _TABLE.split("\n") if line]
    return tuple(
        Field(name, int(version), kind == "number", read == "read")
        for version, kind, read, *names in rows
        for name in names
    )


FIELDS = _parsed()
"""Every field."""
KNOWN = {field.name: field for field in FIELDS}
"""The fields by name."""
READ = tuple(field for field in FIELDS if field.is_read)
"""The fields nat-attrib looks at."""
NEEDED = frozenset({"srcaddr", "dstaddr", "bytes", "start", "end", "action"})
"""Without one of these an object cannot be read."""
INTERFACE = ("interface_id", "resource_id")
"""Nor without one of these: the ENI, or the regional NAT gateway."""

DEFAULT_ORDER = tuple(field.name for field in FIELDS if field.version == 2)
"""AWS's default format, version 2: the only one whose records can be told without a header."""

SUGGESTED_FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status} ${vpc-id} ${subnet-id} ${instance-id} ${type} ${pkt-srcaddr} "
    "${pkt-dstaddr} ${region} ${az-id} ${pkt-src-aws-service} ${pkt-dst-aws-service} ${flow-direction} "
    "${traffic-path} ${ecs-cluster-name} ${ecs-service-name} ${ecs-task-id} ${resource-id} ${interface-type} "
    "${next-hop-interface-id} ${next-hop-az-id} ${next-hop-vpc-id} ${next-hop-interface-type}"
)
"""The `LogFormat` to create a flow log with, version 11."""

_USEFUL = frozenset(
    {field.name for field in READ} - set(DEFAULT_ORDER) - {"region"} | {"srcport", "dstport", "protocol", "log_status"}
)


def useful(names: Iterable[str]) -> str:
    """Return the fields among `names` that help to attribute bytes, sorted and comma separated."""
    return ",".join(sorted(_USEFUL.intersection(names)))


def missing(names: Iterable[str]) -> list[str]:
    """Return what an object with these fields lacks, in AWS's order; empty when it can be read."""
    has = set(names)
    absent = [field.name for field in FIELDS if field.name in NEEDED - has]
    return absent if has.intersection(INTERFACE) else [*absent, INTERFACE[0]]
