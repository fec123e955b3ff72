"""What the name of an object says before it is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

# https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html; Transit Gateway flow logs are named alike.
_FLOW_LOG = re.compile(
    r"(\d{12})_vpcflowlogs_([a-z0-9-]+)_(fl-[0-9A-Za-z]+)"
    r"_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[0-9A-Za-z]+\.log(?:\.gz)?(?:\.parquet)?",
    re.ASCII,
)
_OTHER_SERVICE = re.compile(r"\d{12}_(?!vpcflowlogs_)(?P<service>[A-Za-z][A-Za-z0-9-]*)_", re.ASCII)
_PACKED = re.compile(r"\.(?:gz|gzip|bz2|zst|zip|snappy)$", re.ASCII | re.IGNORECASE)
_EXTENSION = re.compile(r"\.([0-9A-Za-z]{1,10})$", re.ASCII)

_SERVICES = {
    "CloudTrail": "a CloudTrail log",
    "CloudTrail-Digest": "a CloudTrail digest",
    "CloudTrail-Insight": "a CloudTrail Insights log",
    "Config": "an AWS Config file",
    "elasticloadbalancing": "a load balancer's access log",
    "vpcdnsquerylogs": "a Route 53 Resolver query log (give it with --dns)",
    "waflogs": "a WAF log",
}
_EXTENSIONS = re.compile(
    r"avro|crc|css|csv|doc|docx|duckdb|exe|htm|html|ini|jpeg|jpg|js|json|jsonl|md|md5|ndjson|orc|pdf|pem|"
    r"png|py|sha256|sh|sig|sql|sqlite|svg|tar|tf|tgz|toml|tsv|xls|xlsx|xml|yaml|yml",
    re.ASCII | re.IGNORECASE,
)
_FILES = re.compile(
    r"\.ds_store|thumbs\.db|desktop\.ini|_success|symlink\.txt|manifest\.checksum|elbaccesslogtestfile|"
    r"aws\-logs\-write\-test|\.gitignore|\.gitkeep",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AwsName:
    """What AWS writes into the name of a flow-log object."""

    account_id: str
    """Owner of the flow log."""
    region: str
    flow_log_id: str
    """`fl-…`."""
    object_time: datetime
    """UTC: start of the five minutes in which the object's records ended."""


def parse(file_name: str) -> AwsName | None:
    """Return what an AWS flow-log file name says; None for any other name."""
    found = _FLOW_LOG.fullmatch(file_name)
    if not found:
        return None
    account_id, region, flow_log_id, *moment = found.groups()
    try:
        object_time = datetime(*map(int, moment))  # type: ignore[arg-type] # noqa: DTZ001 - UTC as the tables hold it
    except ValueError:
        return None
    return AwsName(account_id, region, flow_log_id, object_time)


def foreign(file_name: str) -> str | None:
    """Return why the name alone shows that this is not a flow log, or None where it may be one."""
    if other := _OTHER_SERVICE.match(file_name):
        service = other["service"]
        return f"It is {_SERVICES.get(service, f'a log of {service}')} by its name, not a VPC flow log."
    if _FILES.fullmatch(file_name):
        return "It is not a VPC flow log by its name."
    extension = _EXTENSION.search(_PACKED.sub("", file_name))
    if extension and _EXTENSIONS.fullmatch(extension[1]):
        return f"It is a .{extension[1].lower()} file by its name, not a VPC flow log."
    if re.search(r"\.(?:zip|7z)$", file_name, re.IGNORECASE):
        return "It is an archive by its name; unpack it."
    return None


def is_marker(key: str, size_bytes: int) -> bool:
    """Tell whether the object only stands for a folder, as the console and Hadoop write them."""
    return size_bytes == 0 and (key.endswith(("/", "_$folder$")) or not key)
