"""Turns one recommendation into one change, with everything a template needs. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nat_attrib.change import checked, policy
from nat_attrib.change.model import Change, Kind, Place

if TYPE_CHECKING:
    from nat_attrib.change.network import Network, Row

_KINDS = {
    "create_gateway_endpoint": Kind.GATEWAY_ENDPOINT,
    "associate_route_tables": Kind.ASSOCIATION,
    "enable_private_dns": Kind.PRIVATE_DNS,
    "create_interface_endpoint": Kind.INTERFACE_ENDPOINT,
    "create_central_endpoint": Kind.INTERFACE_ENDPOINT,
    "delete_endpoint": Kind.DELETION,
}
"""Actions that a command can do; every other is done by hand."""
_PORTS = {
    "cassandra": (9142,),
    "email-smtp": (25, 465, 587, 2465, 2587),
    "iot.data": (443, 8443, 8883),
}
"""TCP ports of endpoints that do not, or not only, listen on 443."""
_MORE = {
    "ssm": "Agents of Systems Manager before 3.3.40.0 need an endpoint for ec2messages too.",
    "ecr.dkr": "The first pull through a pull-through cache rule, and images of other registries, still need NAT.",
}
"""What else a service needs."""
_TOLD_NAMES = "{service} has no private DNS names: its clients must be told the endpoint's own names."
_WITHOUT_NAMES = {
    "dynamodb": _TOLD_NAMES,
    "s3": _TOLD_NAMES,
    "s3express": _TOLD_NAMES,
    # https://docs.aws.amazon.com/iot/latest/developerguide/IoTCore-VPC.html
    "iot.data": "{service} makes no private DNS names: make a private hosted zone of the account's own name (aws iot "
    "describe-endpoint --endpoint-type iot:Data-ATS) with an alias to the endpoint.",
}
"""Services whose interface endpoints cannot be made with private DNS, and what then leads there."""
_DNS_BY_HAND = (
    "Private DNS serves the endpoint's own VPC only. For the others make a private hosted zone of the service's name "
    "with an alias to the endpoint, and associate it with their VPCs; or share it with a Route 53 Profile."
)


def change(row: Row, network: Network, *, has_scoped_policy: bool) -> Change:
    """Return the change that a recommendation asks for.

    Raises:
        NatAttribError: an id, name or CIDR is none that AWS makes.
    """
    about = f"Recommendation {row['id']}"
    place = Place(checked.account_id(row["account_id"], about), checked.region(row["region"], about))
    kind = _KINDS.get(row["action"], Kind.BY_HAND)
    made = Change(
        id=str(row["id"]),
        action=row["action"],
        kind=kind,
        place=place,
        vpc_id=checked.resource_id(row["vpc_id"], about) if row["vpc_id"] or kind != Kind.BY_HAND else "",
        service_name=checked.service_name(row["service_name"], about) if row["service_name"] else "",
        vpc_endpoint_id=checked.resource_id(row["vpc_endpoint_id"], about) if row["vpc_endpoint_id"] else "",
        route_table_ids=tuple(checked.resource_id(each, about) for each in row["route_table_ids"] or ()),
        subnet_ids=tuple(checked.resource_id(each, about) for each in row["subnet_ids"] or ()),
        nat_gateway_ids=tuple(checked.resource_id(each, about) for each in row["nat_gateway_ids"] or ()),
        title=_title(row),
        because=str(row["because"]),
    )
    if kind == Kind.GATEWAY_ENDPOINT:
        return gateway_endpoint(made, network, has_scoped_policy=has_scoped_policy)
    if kind == Kind.INTERFACE_ENDPOINT:
        clients = [made.vpc_id]
        if made.action == "create_central_endpoint":
            key = (place.region, made.vpc_id, made.service_name)
            clients = sorted({made.vpc_id, *network.central_clients.get(key, ())})
            made = replace(made, has_private_dns=False, notes=(_DNS_BY_HAND,))
        return interface_endpoint(made, network, clients, has_scoped_policy=has_scoped_policy)
    if kind == Kind.PRIVATE_DNS:
        return replace(made, dns_names=_dns_names(made, network))
    return made


def gateway_endpoint(made: Change, network: Network, *, has_scoped_policy: bool) -> Change:
    """Complete a new gateway endpoint; without route tables it is left to a hand."""
    if not made.route_table_ids:
        return _by_hand(made, "The inventory does not show the route tables of these clients.")
    others = set(network.vpcs.get(made.vpc_id, {}).get("nat_route_table_ids", ())) - set(made.route_table_ids)
    note = (
        f"Route tables of this VPC that also lead to NAT: {', '.join(sorted(others))}. No byte of their subnets to "
        f"{made.service} was seen; to associate them too is free."
    )
    return replace(
        made,
        policy=policy.scoped(made.service, made.place, _accounts(made, network)) if has_scoped_policy else None,
        notes=(*made.notes, note) if others else made.notes,
    )


def interface_endpoint(made: Change, network: Network, clients: list[str], *, has_scoped_policy: bool) -> Change:
    """Complete a new interface endpoint for the VPCs of its clients; what cannot be known leaves it to a hand."""
    about = f"The inventory of {made.vpc_id}"
    cidrs = [cidr for vpc in clients for cidr in network.vpcs.get(vpc, {}).get("cidrs", ())]
    if not cidrs:
        return _by_hand(made, f"The inventory does not show the CIDRs of {', '.join(clients)}.")
    service = network.services.get((made.place.region, made.service_name, "interface"), {})
    offered: list[str] = []
    refused: list[str] = []
    for subnet in made.subnet_ids:
        row = network.subnets.get(subnet, {})
        is_offered = not service.get("azs") or {row.get("az_id"), row.get("az_name")} & set(service["azs"])
        (offered if is_offered else refused).append(subnet)
    if not offered:
        return _by_hand(made, "No subnet of its clients is known in an AZ where the service offers endpoints.")
    notes = [*made.notes, *([_MORE[made.service]] if made.service in _MORE else [])]
    if refused:
        notes.append(
            f"{made.service} offers no endpoint in the AZs of {', '.join(refused)}; clients there cross AZs to it, "
            "which is free."
        )
    has_names = made.service not in _WITHOUT_NAMES and (not service or bool(service["private_dns_names"]))
    if not has_names:
        notes.append(_WITHOUT_NAMES.get(made.service, _TOLD_NAMES).format(service=made.service))
    has_policy = has_scoped_policy and service.get("policy_supported", True)
    return replace(
        made,
        subnet_ids=tuple(offered),
        cidrs=tuple(sorted({checked.cidr(cidr, about) for cidr in cidrs})),
        ports=_PORTS.get(made.service, (443,)),
        policy=policy.scoped(made.service, made.place, _accounts(made, network)) if has_policy else None,
        notes=tuple(notes),
        dns_names=_dns_names(made, network),
        has_private_dns=made.has_private_dns and has_names,
    )


def _accounts(made: Change, network: Network) -> list[str]:
    about = f"The inventory of {made.place.account_id}"
    return sorted({checked.account_id(each, about) for each in (*network.accounts, made.place.account_id)})


def _by_hand(made: Change, why: str) -> Change:
    return replace(made, kind=Kind.BY_HAND, notes=(*made.notes, why))


def _dns_names(made: Change, network: Network) -> tuple[str, ...]:
    names = network.services.get((made.place.region, made.service_name, "interface"), {}).get("private_dns_names")
    return tuple(name for name in names or () if checked.is_host(name))


def _title(row: Row) -> str:
    words = (
        str(row["action"]).replace("_", " ").capitalize().replace("nat gateway", "NAT gateway").replace("dns", "DNS")
    )
    where = row["vpc_id"] or ", ".join(row["nat_gateway_ids"] or ())
    service = f" for {row['service_name']}" if row["service_name"] else ""
    endpoint = f" ({row['vpc_endpoint_id']})" if row["vpc_endpoint_id"] else ""
    usd = row["saving_usd_per_month"]
    most = "at most " if "at most $" in row["because"] else ""
    saves = f"saves {most}${usd:,.2f} a month" if usd is not None else "saving unknown"
    return f"{words}{service}{endpoint} in {where}: {saves} ({row['confidence']} confidence)"
