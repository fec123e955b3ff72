"""Endpoints that services need beside each other: what a plan lacks is added, and says what it costs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from nat_attrib.change import checked, steps
from nat_attrib.change.model import Change, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.change.network import Network

TOGETHER = {
    "ecr.api": ("ecr.dkr",),
    "ecr.dkr": ("ecr.api",),
    "ssm": ("ssmmessages",),
    "ssmmessages": ("ssm",),
}
"""Interface endpoints without which an interface endpoint does half of its work."""
NEEDS_S3 = frozenset({"ecr.api", "ecr.dkr"})
"""Services whose bulk is S3: image layers."""


def beside(changes: Sequence[Change], network: Network, *, has_scoped_policy: bool) -> list[Change]:
    """Return the changes with the siblings that neither the plan nor the VPC has, each once.

    Gateway endpoints, which are free, come before the interface endpoints that need them.

    Raises:
        NatAttribError: an id of the inventory is none that AWS makes.
    """
    found: dict[str, Change] = {}
    planned = {(change.vpc_id, change.service_name) for change in changes}
    for change in changes:
        if change.kind != Kind.INTERFACE_ENDPOINT or change.action != "create_interface_endpoint":
            continue
        vpc = network.vpcs.get(change.vpc_id, {})
        for service in ("s3",) * (change.service in NEEDS_S3) + TOGETHER.get(change.service, ()):
            name = f"{change.service_name.removesuffix(change.service)}{service}"
            existing = vpc.get("gateway_services" if service == "s3" else "interface_services", ())
            if (change.vpc_id, name) not in planned and name not in existing:
                sibling = _sibling(change, name, network, has_scoped_policy=has_scoped_policy)
                found.setdefault(sibling.id, sibling)
    wanting = [number for number, change in enumerate(changes) if change.kind == Kind.INTERFACE_ENDPOINT]
    if not found:
        return list(changes)
    first, end = wanting[0], wanting[-1] + 1
    gateways = [change for change in found.values() if change.action == "create_gateway_endpoint"]
    others = [change for change in found.values() if change.action != "create_gateway_endpoint"]
    return [*changes[:first], *gateways, *changes[first:end], *others, *changes[end:]]


def advice_id(action: str, account_id: str, region: str, vpc_id: str, service_name: str) -> str:
    """Return the id that the macro `recommendations` gives to such an advice, so that names outlive its coming."""
    said = f"{action}|{account_id}|{region}|{vpc_id}|{service_name}"
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()[:12]


def _sibling(change: Change, name: str, network: Network, *, has_scoped_policy: bool) -> Change:
    is_gateway = name.endswith(".s3")
    action = "create_gateway_endpoint" if is_gateway else "create_interface_endpoint"
    tables = network.vpcs[change.vpc_id]["nat_route_table_ids"] if is_gateway else ()
    made = Change(
        id=advice_id(action, change.place.account_id, change.place.region, change.vpc_id, name),
        action=action,
        kind=Kind.GATEWAY_ENDPOINT if is_gateway else Kind.INTERFACE_ENDPOINT,
        place=change.place,
        vpc_id=change.vpc_id,
        service_name=name,
        route_table_ids=tuple(checked.resource_id(table, f"The inventory of {change.vpc_id}") for table in tables),
        subnet_ids=() if is_gateway else change.subnet_ids,
        nat_gateway_ids=change.nat_gateway_ids,
    )
    if is_gateway:
        made = steps.gateway_endpoint(made, network, has_scoped_policy=has_scoped_policy)
    else:
        made = steps.interface_endpoint(made, network, [change.vpc_id], has_scoped_policy=has_scoped_policy)
    return _told(made, change, network)


def _told(made: Change, change: Change, network: Network) -> Change:
    """Say of a sibling why it comes, and what it costs."""
    if made.action == "create_gateway_endpoint":
        cost = "It is free, and the image layers, which are most of the bytes, are S3."
    else:
        rate = network.endpoint_hour_usd.get(change.place.region)
        usd = (
            f"${rate * 730 * len(made.subnet_ids):,.2f} a month of hours"
            if rate is not None
            else "hours of no known price"
        )
        cost = (
            f"It costs {usd}, which no saving above has in it. While {', '.join(change.nat_gateway_ids) or 'NAT'} "
            "stays, the other one works without it (option --no-siblings); without NAT it does not."
        )
    title = f"Create {made.kind} for {made.service_name} in {made.vpc_id}: belongs to {change.service} ({change.id})"
    return replace(made, title=title, because=cost)
