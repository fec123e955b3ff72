"""What the name of an object says before it is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

FLOW_LOG = "flow_log"
"""Kind of an object that VPC Flow Logs wrote: the ledger's word for it."""
QUERY_LOG = "query_log"
"""Kind of an object that Route 53 Resolver query logging wrote."""
FOLDERS = {FLOW_LOG: "vpcflowlogs", QUERY_LOG: "vpcdnsquerylogs"}
"""What AWS calls the folder of each kind below `AWSLogs/<account>/`."""
LAKE_FOLDERS = {FLOW_LOG: "VPC_FLOW", QUERY_LOG: "ROUTE53"}
"""What Security Lake calls the source of each kind: its folder below `aws/`."""
SAID = {FLOW_LOG: "a VPC flow log", QUERY_LOG: "a Route 53 Resolver query log"}
"""What people call each kind."""

# https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html; Transit Gateway flow logs are named alike.
_FLOW_LOG = re.compile(
    r"(\d{12})_vpcflowlogs_([a-z0-9-]+)_(fl-[0-9A-Za-z]+)"
    r"_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[0-9A-Za-z]+\.log(?:\.gz)?(?:\.parquet)?",
    re.ASCII,
)
# Several readers of such buckets agree on this name; AWS documents the format of the lines, not the keys.
_QUERY_LOG = re.compile(
    r"(?P<vpc_id>[A-Za-z0-9-]+)_vpcdnsquerylogs_(\d{12})_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[0-9A-Za-z]+\.log(?:\.gz)?",
    re.ASCII,
)
# https://docs.aws.amazon.com/security-lake/latest/userguide/source-management.html
_LAKE_KEY = re.compile(
    r"/(?P<tail>(?P<log>(?P<source>[A-Z0-9_]+)(?:/\d+\.\d+)?)/region=(?P<region>[a-z0-9-]+)"
    r"/account[Ii]d=(?:(?P<account_id>\d{12})|[^/]+)/event(?:Day|Hour)=[^/]+/[^/]+)$",
    re.ASCII,
)
_OTHER_SERVICE = re.compile(
    r"(?:\d{12}_(?P<service>[A-Za-z][A-Za-z0-9-]*)|[A-Za-z0-9-]+_(?P<queries>vpcdnsquerylogs))_", re.ASCII
)
_PACKED = re.compile(r"\.(?:gz|gzip|bz2|zst|zip|snappy)$", re.ASCII | re.IGNORECASE)
_EXTENSION = re.compile(r"\.([0-9A-Za-z]{1,10})$", re.ASCII)

_SERVICES = {
    "CloudTrail": "a CloudTrail log",
    "CloudTrail-Digest": "a CloudTrail digest",
    "CloudTrail-Insight": "a CloudTrail Insights log",
    "Config": "an AWS Config file",
    "elasticloadbalancing": "a load balancer's access log",
    "vpcflowlogs": "a VPC flow log",
    "vpcdnsquerylogs": "a Route 53 Resolver query log (give it with --dns)",
    "waflogs": "a WAF log",
}
_EXTENSIONS = re.compile(
    r"avro|crc|css|csv|doc|docx|duckdb|exe|htm|html|ini|jpeg|jpg|js|json|jsonl|lock|md|md5|ndjson|orc|pdf|"
    r"pem|png|prom|py|sha256|sh|sig|sql|sqlite|svg|tar|tf|tgz|toml|tsv|wal|work|xls|xlsx|xml|yaml|yml",
    re.ASCII | re.IGNORECASE,
)
_FILES = re.compile(
    r"\.ds_store|thumbs\.db|desktop\.ini|_success|symlink\.txt|manifest\.checksum|elbaccesslogtestfile|"
    r"aws\-logs\-write\-test|\.gitignore|\.gitkeep",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AwsName:
    """What AWS writes into the name of an object."""

    account_id: str
    """Owner of the log."""
    region: str | None
    """None in the names of query logs."""
    flow_log_id: str | None
    """`fl-…`; None in the names of query logs."""
    object_time: datetime
    """UTC: start of the five minutes in which the object's records ended."""
    vpc_id: str | None = None
    """The VPC that asked; None in the names of flow logs."""


def parse(file_name: str, kind: str = FLOW_LOG) -> AwsName | None:
    """Return what an AWS file name of that kind says; None for any other name."""
    found = (_FLOW_LOG if kind == FLOW_LOG else _QUERY_LOG).fullmatch(file_name)
    if not found:
        return None
    said = found.groups()
    try:
        object_time = datetime(*map(int, said[-5:]))  # type: ignore[arg-type] # noqa: DTZ001 - UTC as the tables hold it
    except ValueError:
        return None
    if kind == FLOW_LOG:
        return AwsName(said[0], said[1], said[2], object_time)
    return AwsName(said[1], None, None, object_time, said[0] if said[0].startswith("vpc-") else None)


@dataclass(frozen=True, slots=True)
class LakeKey:
    """What Security Lake writes into the key of an object."""

    tail: str
    """The key from the source's name on: the same in every region's bucket that has the object, and in every copy."""
    log: str
    """`VPC_FLOW/2.0`: source and source version."""
    region: str
    account_id: str | None
    """None where the folder names no account."""


def parse_lake(path: str, kind: str = FLOW_LOG) -> LakeKey | None:
    """Return what the folders of a Security Lake object say; None for any other path."""
    found = _LAKE_KEY.search(f"/{path}")
    if not found or found["source"] != LAKE_FOLDERS[kind]:
        return None
    return LakeKey(found["tail"], found["log"], found["region"], found["account_id"])


def foreign(file_name: str, kind: str = FLOW_LOG) -> str | None:
    """Return why the name alone shows that this is no log of that kind, or None where it may be one."""
    if other := _OTHER_SERVICE.match(file_name):
        service = other["service"] or other["queries"]
        if service != FOLDERS[kind]:
            return f"It is {_SERVICES.get(service, f'a log of {service}')} by its name, not {SAID[kind]}."
        return None
    if _FILES.fullmatch(file_name):
        return f"It is not {SAID[kind]} by its name."
    extension = _EXTENSION.search(_PACKED.sub("", file_name))
    if extension and _EXTENSIONS.fullmatch(extension[1]) and not (kind == QUERY_LOG and "js" in extension[1].lower()):
        return f"It is a .{extension[1].lower()} file by its name, not {SAID[kind]}."
    if re.search(r"\.(?:zip|7z)$", file_name, re.IGNORECASE):
        return "It is an archive by its name; unpack it."
    return None


def is_marker(key: str, size_bytes: int) -> bool:
    """Tell whether the object only stands for a folder, as the console and Hadoop write them."""
    return size_bytes == 0 and (key.endswith(("/", "_$folder$")) or not key)
