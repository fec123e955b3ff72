"""Finds bucket policies that know a NAT gateway by its public address, which a gateway endpoint takes away."""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING, Any

from nat_attrib.aws import ClientError, is_denied, pages, refusal, transport_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.aws import Aws
    from nat_attrib.duck import Duck
    from nat_attrib.report.model import Row

CHECK = "bucket_policy_source_ip"
"""The id of the finding; the other checks are SQL, this one asks S3."""


def look(duck: Duck, aws: Aws) -> tuple[list[Row], list[str]]:
    """Return findings in the columns of the macro `findings`, and what could not be read, in sentences.

    Needs `s3:ListAllMyBuckets` and `s3:GetBucketPolicy`; buckets that refuse are counted, the others are read.
    """
    addresses = [
        row[0]
        for row in duck.rows(
            "select distinct public_ip from inventory_nat_gateway_address where is_current order by all"
        )
        if row[0]
    ]
    client = aws.client("s3", aws.region() or "us-east-1")
    found: list[Row] = []
    notes: list[str] = []
    denied = 0
    for bucket in [bucket["Name"] for page in pages(client, "list_buckets") for bucket in page.get("Buckets", [])]:
        try:
            policy = client.get_bucket_policy(Bucket=bucket)["Policy"]
        except transport_errors(ClientError) as error:
            denied += is_denied(error)
            has_none = isinstance(error, ClientError) and error.response["Error"]["Code"] == "NoSuchBucketPolicy"
            if not has_none and not is_denied(error):
                notes.append(str(refusal(error, "s3:GetBucketPolicy", bucket)))
            continue
        if named := sorted(matches(policy, addresses)):
            found.append(_finding(bucket, named))
    if denied:
        notes.append(f"{denied} bucket policies were not read; allow s3:GetBucketPolicy to check them.")
    return found, notes


def matches(policy: str, addresses: list[str]) -> set[str]:
    """Return which of the addresses the policy's `aws:SourceIp` conditions name, alone or in a CIDR."""
    networks = [network for text in _source_ips(json.loads(policy)) if (network := _network(text))]
    return {text for text in addresses if any(ipaddress.ip_address(text) in network for network in networks)}


def _source_ips(node: object) -> Iterator[object]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key.lower() == "aws:sourceip":
                yield from value if isinstance(value, list) else [value]
            else:
                yield from _source_ips(value)
    elif isinstance(node, list):
        for each in node:
            yield from _source_ips(each)


def _network(text: object) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        network = ipaddress.ip_network(str(text), strict=False)
    except ValueError:
        return None
    # The whole internet is no address of ours.
    return network if network.prefixlen else None


def _finding(bucket: str, addresses: list[str]) -> dict[str, Any]:
    return {
        "check_id": CHECK,
        "severity": "high",
        "resource_id": bucket,
        "title": "A bucket policy knows clients by the NAT gateway's address",
        "detail": f"The policy of {bucket} names {', '.join(addresses)} in aws:SourceIp. Behind a gateway endpoint the "
        "bucket sees private addresses, so this condition stops matching.",
        "bytes": None,
        "usd_per_month": None,
        "fix": "Add aws:SourceVpce or aws:VpcSourceIp to the policy before the endpoint is created.",
    }
