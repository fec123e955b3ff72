"""Writes records as the objects a flow log delivers to S3: names, folders, and which record lies in which file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.world.files import parquet_bytes, text_bytes
from tests.world.flowlog import FlowLog
from tests.world.ocsf import ocsf_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.world.records import Record, Value

LAKE_SOURCES = {"ocsf-1.0.0-rc.2": "1.0", "ocsf-1.1.0": "2.0"}
"""OCSF version to Security Lake's source version."""
SUFFIX = {"parquet": ".log.parquet", "text-gz": ".log.gz", "text": ".log"}


def key_of(log: FlowLog, slot: int, content_hash: str) -> str:
    """Return the S3 key of one object: the records in it ended in the slot that begins at `slot` (unix seconds)."""
    when = datetime.fromtimestamp(slot, UTC)
    if log.file_format in LAKE_SOURCES:
        return (
            f"aws/VPC_FLOW/{LAKE_SOURCES[log.file_format]}/region={log.region}/accountId={log.account_id}"
            f"/eventDay={when:%Y%m%d}/{content_hash}{slot}.gz.parquet"
        )
    if log.hive:
        folders = [
            f"aws-account-id={log.account_id}",
            "aws-service=vpcflowlogs",
            f"aws-region={log.region}",
            f"year={when:%Y}",
            f"month={when:%m}",
            f"day={when:%d}",
            *([f"hour={when:%H}"] if log.hourly else []),
        ]
    else:
        folders = [
            log.account_id,
            "vpcflowlogs",
            log.region,
            f"{when:%Y}",
            f"{when:%m}",
            f"{when:%d}",
            *([f"{when:%H}"] if log.hourly else []),
        ]
    name = f"{log.account_id}_vpcflowlogs_{log.region}_{log.flow_log_id}_{when:%Y%m%dT%H%MZ}_{content_hash}"
    prefix = [log.prefix.strip("/")] if log.prefix else []
    return "/".join([*prefix, "AWSLogs", *folders, name + SUFFIX[log.file_format]])


def write_logs(records: Iterable[Record], folder: Path, log: FlowLog | None = None, **changes: Any) -> list[Path]:
    """Write the records under `folder` as `log` delivers them, one file per slot of their end time.

    `changes` replace fields of the flow log, such as file_format="text-gz" or hive=True. Returns the paths, sorted.
    """
    log = replace(log or FlowLog(), **changes)
    slots: dict[int, list[Record]] = {}
    for record in records:
        slots.setdefault(record.end // log.slot_seconds * log.slot_seconds, []).append(record)
    paths = []
    for slot, held in sorted(slots.items()):
        held.sort(key=lambda record: (record.interface_id or "", record.start, record.end))
        for number in range(min(log.files_per_slot, len(held))):
            rows = [record.values for record in held[number :: log.files_per_slot]]
            paths.append(_write_one(rows, folder, log, slot))
    return sorted(paths)


def _write_one(rows: list[dict[str, Value]], folder: Path, log: FlowLog, slot: int) -> Path:
    form = {"parquet": parquet_bytes} | dict.fromkeys(LAKE_SOURCES, ocsf_bytes)
    content = form.get(log.file_format, text_bytes)(rows, log)
    # The hash is of what was logged, not of the file's bytes: another compressor does not rename the object.
    seed = f"{log.flow_log_id} {slot} {[(row.get('interface_id'), row.get('bytes')) for row in rows]}"
    path = folder / key_of(log, slot, hashlib.sha256(seed.encode()).hexdigest()[:8])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
