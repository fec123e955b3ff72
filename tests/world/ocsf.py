"""Records as Security Lake writes them: OCSF's Network Activity in Parquet, versions 1.0 and 1.1.

Mapping: https://github.com/ocsf/examples, mappings/markdown/AWS, VPC Flowlogs. Schema of 1.0: AWS's published samples.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.world.fields import fields_up_to, record_version, version_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.world.flowlog import FlowLog
    from tests.world.records import Value

    Row = dict[str, Value]

TEXT, INT, LONG, TIME = pa.string(), pa.int32(), pa.int64(), pa.timestamp("ms", "UTC")
ENDPOINT = pa.struct(
    {
        "port": INT,
        "svc_name": TEXT,
        "ip": TEXT,
        "intermediate_ips": pa.list_(TEXT),
        "interface_uid": TEXT,
        "vpc_uid": TEXT,
        "instance_uid": TEXT,
        "subnet_uid": TEXT,
    }
)
CONNECTION = pa.struct(
    {
        "protocol_num": INT,
        "tcp_flags": INT,
        "protocol_ver": TEXT,
        "boundary_id": INT,
        "boundary": TEXT,
        "direction_id": INT,
        "direction": TEXT,
    }
)
PRODUCT = pa.struct({"version": TEXT, "name": TEXT, "feature": pa.struct({"name": TEXT}), "vendor_name": TEXT})
UNMAPPED = frozenset(set(version_of) - set(fields_up_to(5))) | {"sublocation_type", "sublocation_id"}
"""Fields that OCSF has no place for."""
DIRECTIONS = {"ingress": (1, "Inbound"), "egress": (2, "Outbound")}
VERDICTS = {"ACCEPT": (1, "Allowed", "Allowed"), "REJECT": (2, "Denied", "Blocked")}
"""Action to its id, its name in 1.1, and the disposition."""
ACTIVITIES = {"ACCEPT": (6, "Traffic"), "REJECT": (5, "Refuse")}
OTHER_ID = 99


def endpoint(row: Row, side: str, *, is_logging: bool) -> dict[str, Any]:
    """Return one end; `side` is src or dst, and `is_logging` says that the ENI of the record stands there."""
    address, packet = _text(row, f"{side}addr"), _text(row, f"pkt_{side}addr")
    ids = {
        name: _text(row, field) if is_logging else None
        for name, field in {
            "interface_uid": "interface_id",
            "vpc_uid": "vpc_id",
            "instance_uid": "instance_id",
            "subnet_uid": "subnet_id",
        }.items()
    }
    return {
        "port": row.get(f"{side}port"),
        "svc_name": _text(row, f"pkt_{side}_aws_service"),
        "ip": packet,
        "intermediate_ips": None if address == packet else [address],
        **ids,
    }


def connection(row: Row) -> dict[str, Any]:
    """Return `connection_info`."""
    path = row.get("traffic_path")
    direction_id, direction = DIRECTIONS.get(str(row.get("flow_direction")), (OTHER_ID, "-"))
    return {
        "protocol_num": row.get("protocol"),
        "tcp_flags": row.get("tcp_flags"),
        "protocol_ver": _text(row, "type"),
        "boundary_id": OTHER_ID if path is None else int(path) + 3,
        "boundary": "-",
        "direction_id": direction_id,
        "direction": direction,
    }


def event(row: Row, log: FlowLog) -> dict[str, Any]:
    """Return the members of one event that 1.0 and 1.1 share."""
    action = str(row.get("action"))
    activity_id, activity = ACTIVITIES.get(action, (0, "Unknown"))
    ingress = row.get("flow_direction") == "ingress"
    version = log.file_format.partition("-")[2]
    product = {
        "version": str(record_version(log.fields)),
        "name": "Amazon VPC",
        "feature": {"name": "Flowlogs"},
        "vendor_name": "AWS",
    }
    return {
        "metadata": {"product": product, "profiles": ["cloud", "security_control"], "version": version},
        "src_endpoint": endpoint(row, "src", is_logging=not ingress),
        "dst_endpoint": endpoint(row, "dst", is_logging=ingress),
        "connection_info": connection(row),
        "traffic": {"packets": row.get("packets"), "bytes": row.get("bytes")},
        "time": int(row["start"] or 0) * 1000,
        "status_code": _text(row, "log_status"),
        "class_uid": 4001,
        "category_uid": 4,
        "activity_id": activity_id,
        "activity_name": activity,
        "disposition": VERDICTS.get(action, (OTHER_ID, "-", "-"))[2],
        "unmapped": [(name, _text(row, name)) for name in log.fields if name in UNMAPPED],
    }


SHARED = {
    "metadata": pa.struct({"product": PRODUCT, "profiles": pa.list_(TEXT), "version": TEXT}),
    "src_endpoint": ENDPOINT,
    "dst_endpoint": ENDPOINT,
    "connection_info": CONNECTION,
    "traffic": pa.struct({"packets": LONG, "bytes": LONG}),
    "time": LONG,
    "status_code": TEXT,
    "class_uid": INT,
    "category_uid": INT,
    "activity_id": INT,
    "activity_name": TEXT,
    "disposition": TEXT,
    "unmapped": pa.map_(TEXT, TEXT),
}
CLOUD = {"region": TEXT, "zone": TEXT, "provider": TEXT}
SCHEMAS = {
    "ocsf-1.0.0-rc.2": pa.schema(
        SHARED
        | {
            "cloud": pa.struct({"account_uid": TEXT, **CLOUD}),
            "start_time": LONG,
            "end_time": LONG,
            "disposition_id": INT,
        }
    ),
    "ocsf-1.1.0": pa.schema(
        SHARED
        | {
            "cloud": pa.struct({"account": pa.struct({"uid": TEXT}), **CLOUD}),
            "time_dt": TIME,
            "start_time_dt": TIME,
            "end_time_dt": TIME,
            "action": TEXT,
            "action_id": INT,
            "observables": pa.list_(pa.struct({"name": TEXT, "value": TEXT, "type_id": INT})),
        }
    ),
}


def ocsf_event(row: Row, log: FlowLog) -> dict[str, Any]:
    """Return one event in the version that the flow log's `file_format` names."""
    made, account = event(row, log), _text(row, "account_id")
    cloud = {"region": _text(row, "region"), "zone": _text(row, "az_id"), "provider": "AWS"}
    start, end = int(row["start"] or 0) * 1000, int(row["end"] or 0) * 1000
    verdict_id, action, _ = VERDICTS.get(str(row.get("action")), (OTHER_ID, "-", "-"))
    if log.file_format == "ocsf-1.1.0":
        observed = [{"name": "src_endpoint.ip", "value": made["src_endpoint"]["ip"], "type_id": 2}]
        return made | {
            "cloud": cloud | {"account": {"uid": account}},
            "time_dt": start,
            "start_time_dt": start,
            "end_time_dt": end,
            "action": action,
            "action_id": verdict_id,
            "observables": observed,
        }
    return made | {
        "cloud": cloud | {"account_uid": account},
        "start_time": start,
        "end_time": end,
        "disposition_id": verdict_id,
    }


def ocsf_bytes(rows: Sequence[Row], log: FlowLog) -> bytes:
    """Return a Parquet file with GZIP inside, as Security Lake writes it."""
    table = pa.Table.from_pylist([ocsf_event(row, log) for row in rows], schema=SCHEMAS[log.file_format])
    made = io.BytesIO()
    pq.write_table(table, made, compression="gzip", compression_level=9, store_schema=False)
    return made.getvalue()


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "-" if value is None else str(value)
