"""The fields of VPC flow logs: name, version and Parquet type, as the VPC user guide lists them (flow-log-records)."""

from __future__ import annotations

from typing import Final

type_of: Final[dict[str, str]] = {}
"""Field name (with underscores) to int32, int64 or string."""
version_of: Final[dict[str, int]] = {}
"""Field name (with underscores) to the version that introduced it."""

_BY_VERSION: Final[dict[int, str]] = {
    2: "version:i account_id interface_id srcaddr dstaddr srcport:i dstport:i protocol:i packets:l bytes:l start:l "
    "end:l action log_status",
    3: "vpc_id subnet_id instance_id tcp_flags:i type pkt_srcaddr pkt_dstaddr",
    4: "region az_id sublocation_type sublocation_id",
    5: "pkt_src_aws_service pkt_dst_aws_service flow_direction traffic_path:i",
    7: "ecs_cluster_arn ecs_cluster_name ecs_container_instance_arn ecs_container_instance_id ecs_container_id "
    "ecs_second_container_id ecs_service_name ecs_task_definition_arn ecs_task_arn ecs_task_id",
    8: "reject_reason",
    9: "resource_id",
    10: "encryption_status:i",
    11: "instance_tag instance_tag_2 interface_tag interface_tag_2 asg_tag asg_tag_2 interface_type "
    "next_hop_interface_id next_hop_subnet_id next_hop_az_id next_hop_vpc_id next_hop_interface_type",
}

for _version, _names in _BY_VERSION.items():
    for _item in _names.split():
        _name, _, _kind = _item.partition(":")
        type_of[_name] = {"": "string", "i": "int32", "l": "int64"}[_kind]
        version_of[_name] = _version


def fields_up_to(version: int) -> tuple[str, ...]:
    """Return every field of `version` and the versions before it, in the documented order, with underscores."""
    if version not in _BY_VERSION:
        raise ValueError(f"there is no VPC flow log version {version}; there are {sorted(_BY_VERSION)}")
    return tuple(name for name, since in version_of.items() if since <= version)


def record_version(fields: tuple[str, ...]) -> int:
    """Return the value of the version field: the highest version among the chosen fields, at least 2."""
    return max((version_of.get(name, 2) for name in fields), default=2)


def log_format(fields: tuple[str, ...]) -> str:
    """Return the LogFormat string that DescribeFlowLogs shows for these fields."""
    return " ".join("${" + name.replace("_", "-") + "}" for name in fields)
