"""How a flow log is delivered: its id, fields, file format and key layout; and the ways files differ in practice."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.world.fields import fields_up_to


@dataclass(frozen=True)
class FlowLog:
    """A flow log's settings.

    `file_format`: parquet, text-gz or text; or, as Security Lake keeps it, ocsf-1.0.0-rc.2 or ocsf-1.1.0, whose names
    tell no flow-log id. `slot_seconds`: a file holds the records that ended in such a slot (AWS: 300), or
    `files_per_slot` of them do. For Parquet: `missing` is dash ('-' in text columns and null in numbers, as AWS writes
    it) or null; `numbers` is native, int64, double or text. For text: `bom`, `crlf`, and `header_every`, which repeats
    the header after so many records, as concatenated files have it. `extra` adds columns that no version knows, name
    and value. `is_current` says whether DescribeFlowLogs still shows it; a deleted log's objects remain.
    """

    flow_log_id: str = "fl-0a1b2c3d4e5f60718"
    account_id: str = "111122223333"
    region: str = "ap-east-1"
    fields: tuple[str, ...] = field(default_factory=lambda: fields_up_to(5))
    file_format: str = "parquet"
    hive: bool = False
    hourly: bool = False
    prefix: str = ""
    slot_seconds: int = 300
    files_per_slot: int = 1
    missing: str = "dash"
    numbers: str = "native"
    bom: bool = False
    crlf: bool = False
    header_every: int = 0
    extra: tuple[tuple[str, str], ...] = ()
    resource_id: str | None = None
    traffic_type: str = "ALL"
    max_aggregation_seconds: int = 600
    created: str = "2026-03-02T08:15:30.123000+00:00"
    bucket: str = "example-flow-logs"
    is_current: bool = True
