"""A plan as a Terraform configuration, as `terraform fmt` writes it. No text interpolates anything."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from nat_attrib.change.model import Change, Form, Kind, Place
from nat_attrib.change.runbook import is_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.change.model import Plan

_HEAD = """\
terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40"
    }
  }
}
"""
_WORD = re.compile(r"[A-Za-z_][0-9A-Za-z_-]*", re.ASCII)


class Expression(str):
    """Text that is written as it is, made of names that this module chose."""

    __slots__ = ()


def body(plan: Plan) -> str:
    """Return the configuration below the runbook; empty where nothing in the plan is Terraform's to do."""
    changes = [change for change in plan.changes if is_code(change, Form.TERRAFORM)]
    if not changes:
        return ""
    places = sorted({change.place for change in changes}, key=lambda place: (place.account_id, place.region))
    blocks = [_HEAD, *(_provider(place) for place in places)]
    for change in changes:
        blocks += _blocks(change)
    return "\n".join(blocks)


def _provider(place: Place) -> str:
    # Ids below belong to one account: with another one's credentials the provider refuses.
    attributes = {"alias": _alias(place), "region": place.region, "allowed_account_ids": [place.account_id]}
    return _block('provider "aws"', [attributes])


def _blocks(change: Change) -> Iterator[str]:
    provider = Expression(f"aws.{_alias(change.place)}")
    if change.kind == Kind.ASSOCIATION:
        for table in change.route_table_ids:
            name = f"{change.name}_{table.replace('-', '_')}"
            pair = {"provider": provider, "vpc_endpoint_id": change.vpc_endpoint_id, "route_table_id": table}
            yield _block(f'resource "aws_vpc_endpoint_route_table_association" "{name}"', [pair])
        return
    tags = {"tags": {"Name": change.service, "nat-attrib": change.id}}
    policy = [{"policy": change.policy}] if change.policy else []
    attributes: dict[str, Any] = {
        "provider": provider,
        "vpc_id": change.vpc_id,
        "service_name": change.service_name,
    }
    if change.kind == Kind.GATEWAY_ENDPOINT:
        attributes |= {"vpc_endpoint_type": "Gateway", "route_table_ids": list(change.route_table_ids)}
    else:
        yield _security_group(change, provider, tags)
        attributes |= {
            "vpc_endpoint_type": "Interface",
            "subnet_ids": list(change.subnet_ids),
            "security_group_ids": [Expression(f"aws_security_group.{change.name}.id")],
            "private_dns_enabled": change.has_private_dns,
        }
    yield _block(f'resource "aws_vpc_endpoint" "{change.name}"', [attributes, *policy, tags])


def _security_group(change: Change, provider: Expression, tags: dict[str, Any]) -> str:
    ingress = [
        {"ingress": {"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": list(change.cidrs)}}
        for port in change.ports
    ]
    attributes = {
        "provider": provider,
        "name": f"nat-attrib-{change.id}",
        "description": f"Clients of the {change.service} endpoint",
        "vpc_id": change.vpc_id,
    }
    return _block(f'resource "aws_security_group" "{change.name}"', [attributes, *ingress, tags])


def _alias(place: Place) -> str:
    return f"in_{place.account_id}_{place.region.replace('-', '_')}"


def _block(head: str, parts: list[dict[str, Any]]) -> str:
    """Return a block of attribute groups with blank lines between; `ingress` and `policy` have a form of their own."""
    written = []
    for part in parts:
        if "ingress" in part:
            written.append(["  ingress {", *_attributes(part["ingress"], "    "), "  }"])
        elif "policy" in part:
            first, *rest = _value(part["policy"], "  ")
            written.append([f"  policy = jsonencode({first}", *rest[:-1], f"{rest[-1]})"])
        else:
            written.append(list(_attributes(part, "  ")))
    lines = "\n\n".join("\n".join(part) for part in written)
    return f"{head} {{\n{lines}\n}}\n"


def _attributes(pairs: dict[str, Any], indent: str) -> Iterator[str]:
    """Yield `name = value` lines, the `=` of neighbours that take a line each below each other."""
    said = [(key if _WORD.fullmatch(key) else _text(key), list(_value(value, indent))) for key, value in pairs.items()]
    for is_one_line, group in groupby(said, lambda pair: len(pair[1]) == 1):
        pairs_of_group = list(group)
        width = max(len(key) for key, _ in pairs_of_group) if is_one_line else 0
        for key, (first, *rest) in pairs_of_group:
            yield f"{indent}{key:<{width}} = {first}"
            yield from rest


def _value(value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401 - JSON and expressions
    """Yield the lines of a value; all but the first are indented."""
    if isinstance(value, dict):
        yield "{"
        yield from _attributes(value, f"{indent}  ")
        yield f"{indent}}}"
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        yield "["
        for item in value:
            *lines, last = _value(item, f"{indent}  ")
            yield from [f"{indent}  {lines[0]}", *lines[1:], f"{last},"]
        yield f"{indent}]"
    elif isinstance(value, list):
        yield f"[{', '.join(''.join(_value(item, indent)) for item in value)}]"
    elif isinstance(value, Expression):
        yield str(value)
    else:
        yield _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    """Return a string of HCL: what would begin an interpolation or a directive is doubled."""
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")
