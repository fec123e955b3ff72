"""Finds bucket policies that know a NAT gateway by its public address, which a gateway endpoint takes away."""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING, Any

from nat_attrib.aws import ClientError, is_denied, pages, refusal, transport_errors
from nat_attrib.errors import NatAttribError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nat_attrib.aws import Aws
    from nat_attrib.duck import Duck
    from nat_attrib.report.model import Row

CHECK = "bucket_policy_source_ip"
"""The id of the finding; the other checks are SQL, this one asks S3."""


def look(duck: Duck, accounts: Sequence[Aws]) -> tuple[list[Row], list[str]]:
    """Return findings in the columns of the macro `findings`, and what could not be read, in sentences.

    Needs `s3:ListAllMyBuckets` and `s3:GetBucketPolicy` in each account; buckets that refuse are counted, the others
    are read, and of several accounts one that refuses stops no other.

    Raises:
        NatAttribError: the only account refuses to list its buckets.
    """
    addresses = [
        row[0]
        for row in duck.rows(
            "select distinct public_ip from inventory_nat_gateway_address where is_current order by all"
        )
        if row[0]
    ]
    found: list[Row] = []
    notes: list[str] = []
    denied = 0
    for bucket, client in _buckets(accounts, notes).items():
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


def _buckets(accounts: Sequence[Aws], notes: list[str]) -> dict[str, Any]:
    """Return the accounts' buckets, each with an S3 client of its account; add to the notes which refuse."""
    found: dict[str, Any] = {}
    for aws in accounts:
        try:
            client = aws.client("s3", aws.region() or "us-east-1")
            for page in pages(client, "list_buckets"):
                found |= {bucket["Name"]: client for bucket in page.get("Buckets", [])}
        except transport_errors(NatAttribError) as error:
            if len(accounts) == 1:
                raise
            notes.append(
                str(error) if isinstance(error, NatAttribError) else str(refusal(error, "s3:ListAllMyBuckets"))
            )
    return found


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
