"""Answers as AWS gives them, cut into items with ids, and items as text that is equal when they mean the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nat_attrib.inventory.kinds import Kind

# fmt: off
_UNORDERED = frozenset({
    "Associations", "Attachments", "AttachedAppliances", "AvailabilityZoneIds", "AvailabilityZones",
    "BaseEndpointDnsNames", "CidrBlockAssociationSet", "Cidrs", "Entries", "Groups", "IpPermissions",
    "IpPermissionsEgress", "IpRanges", "Ipv4Prefixes", "Ipv6Addresses", "Ipv6CidrBlockAssociationSet",
    "Ipv6Prefixes", "Ipv6Ranges", "NatGatewayAddresses", "NetworkInterfaceIds", "NetworkInterfaces",
    "PrefixListIds", "PrivateDnsNames", "PrivateIpAddresses", "PropagatingVgws", "RouteTableIds", "Routes",
    "SecurityGroups", "SubnetIds", "SupportedIpAddressTypes", "Tags", "TagSet", "UserIdGroupPairs",
    "attachments", "details",
})
# fmt: on
"""Lists whose order AWS does not promise; another order must not look like a change."""


def cut(kind: Kind, document: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], str | None]:
    """Return the items of an answer by resource id, and a note when some cannot be used.

    Args:
        kind: a kind with a list.
        document: the answer as boto3 returns it or `aws ec2 …` prints it, its pages put together.

    Raises:
        ValueError: the document is not an answer of this operation; the text is a sentence.
    """
    found = document.get(str(kind.list_key)) if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise ValueError(f"it does not hold {kind.list_key}, as aws {kind.service} {kind.command} prints it")  # noqa: TRY004
    if kind.name == "instance":
        found = [item for one in found if isinstance(one, dict) for item in one.get("Instances", [])]
    if kind.name == "vpc_endpoint_service":
        detailed = {item.get("ServiceName") for item in found if isinstance(item, dict)}
        found = found + [{"ServiceName": name} for name in document.get("ServiceNames", []) if name not in detailed]
    items: dict[str, dict[str, Any]] = {}
    nameless = 0
    for item in found:
        name = resource_id(kind, item)
        if name is None:
            nameless += 1
        else:
            items[name] = item
    return items, f"{nameless} items without {kind.id_keys[0]} were left out." if nameless else None


def resource_id(kind: Kind, item: object) -> str | None:
    """Return what names an item, or None. S3 and DynamoDB are two services of one name: the type tells them apart."""
    if not isinstance(item, dict):
        return None
    name = next((item[key] for key in kind.id_keys if isinstance(item.get(key), str)), None)
    if name is not None and kind.name == "vpc_endpoint_service":
        types = [str(entry["ServiceType"]) for entry in item.get("ServiceType", []) if "ServiceType" in entry]
        return "/".join([name, *types])
    return name


def single(kind: Kind, name: str, document: dict[str, Any]) -> dict[str, Any]:
    """Return the one item that a per-resource answer is; the prefix list's id is put in, since AWS leaves it out.

    Raises:
        ValueError: the document is not an answer of this operation; the text is a sentence.
    """
    if not isinstance(document, dict):
        raise ValueError(f"it is not what aws {kind.service} {kind.command} prints")  # noqa: TRY004
    if kind.list_key:
        entries = document.get(kind.list_key)
        if not isinstance(entries, list):
            raise ValueError(f"it does not hold {kind.list_key}, as aws {kind.service} {kind.command} prints it")
        return {kind.id_keys[0]: name, kind.list_key: entries}
    item = {key: value for key, value in document.items() if key not in {"ResponseMetadata", "NextToken"}}
    if not any(isinstance(value, dict) and "Value" in value for value in item.values()):
        raise ValueError(f"it does not hold an attribute, as aws {kind.service} {kind.command} prints it")
    return {kind.id_keys[0]: name.rsplit("-", 1)[0], **item}


# One encoder for all: json.dumps with options makes a new one each time.
_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def text(kind: Kind, item: dict[str, Any]) -> str:
    """Return an item as JSON text: sorted keys, times as the AWS CLI writes them (UTC), no counters."""
    kept = item if kind.keeps is None else {key: value for key, value in item.items() if key in kind.keeps}
    return _json(_plain(kept, kind.counters))


def _plain(item: dict[str, Any], counters: frozenset[str]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in item.items():
        if key in counters:
            continue
        if isinstance(value, dict):
            plain[key] = _plain(value, counters)
        elif isinstance(value, list):
            plain[key] = _plain_list(key, value, counters) if value else value
        elif isinstance(value, datetime):
            plain[key] = _iso(value)
        elif key.endswith(("Time", "Timestamp")) and isinstance(value, str):
            plain[key] = _iso_text(value)
        else:
            plain[key] = value
    return plain


def _plain_list(key: str, values: list[Any], counters: frozenset[str]) -> list[Any]:
    plain = [_plain(value, counters) if isinstance(value, dict) else value for value in values]
    if key in {"Tags", "TagSet"}:
        # A map has no two equal keys; AWS never sends them, a file written by hand might.
        tags = {tag["Key"]: tag for tag in plain if isinstance(tag, dict) and isinstance(tag.get("Key"), str)}
        plain = list(tags.values())
    if key in _UNORDERED and len(plain) > 1:
        plain.sort(key=_json)
    return plain


def _iso(time: datetime) -> str:
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _iso_text(text: str) -> str:
    try:
        return _iso(datetime.fromisoformat(text))
    except ValueError:
        return text
