"""A plan as AWS CLI commands: every argument is quoted, and with the credentials of another account nothing is done."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from nat_attrib.change.model import Change, Kind

if TYPE_CHECKING:
    from nat_attrib.change.model import Plan

_HEAD = """\
set -eu
account=$(aws sts get-caller-identity --query Account --output text)
case "$account" in {accounts}) ;; *) echo "This plan is not for account $account." >&2; exit 1 ;; esac
"""


def body(plan: Plan) -> str:
    """Return the script below the runbook, without changes that are done by hand."""
    parts = []
    for place in plan.places:
        changes = [change for change in plan.changes if change.place == place and change.kind != Kind.BY_HAND]
        if not changes:
            continue
        parts.append(f'if [ "$account" = {shlex.quote(place.account_id)} ]; then')
        for change in changes:
            parts += [f"  # {change.name}", *(f"  {line}" for line in change_lines(change))]
        parts.append("fi")
    accounts = "|".join(sorted({place.account_id for place in plan.places}))
    return _HEAD.format(accounts=accounts) + "\n".join(parts) + "\n" if parts else ""


def change_lines(change: Change, *, is_short: bool = False) -> list[str]:
    """Return the commands of one change; `is_short` writes each on one line."""
    region = ("--region", change.place.region)
    if change.kind == Kind.GATEWAY_ENDPOINT:
        made = [_create(change, ("--route-table-ids", *change.route_table_ids))]
    elif change.kind == Kind.INTERFACE_ENDPOINT:
        made = _interface(change)
    elif change.kind == Kind.ASSOCIATION:
        target = ("--vpc-endpoint-id", change.vpc_endpoint_id)
        made = [_command("modify-vpc-endpoint", region, target, ("--add-route-table-ids", *change.route_table_ids))]
    elif change.kind == Kind.PRIVATE_DNS:
        target = ("--vpc-endpoint-id", change.vpc_endpoint_id)
        made = [_command("modify-vpc-endpoint", region, target, ("--private-dns-enabled",))]
    elif change.kind == Kind.DELETION:
        made = [_command("delete-vpc-endpoints", region, ("--vpc-endpoint-ids", change.vpc_endpoint_id))]
    else:
        made = []
    return [" ".join(command) if is_short else " \\\n    ".join(command) for command in made]


def rollback_lines(change: Change) -> list[str]:
    """Return the commands that undo one change."""
    region = ("--region", change.place.region)
    target = ("--vpc-endpoint-id", change.vpc_endpoint_id)
    if change.kind == Kind.ASSOCIATION:
        return [
            " ".join(
                _command("modify-vpc-endpoint", region, target, ("--remove-route-table-ids", *change.route_table_ids))
            )
        ]
    if change.kind == Kind.PRIVATE_DNS:
        return [" ".join(_command("modify-vpc-endpoint", region, target, ("--no-private-dns-enabled",)))]
    if change.kind not in {Kind.GATEWAY_ENDPOINT, Kind.INTERFACE_ENDPOINT}:
        return []
    in_region = f"--region {change.place.region}"
    found = (
        f"$(aws ec2 describe-vpc-endpoints {in_region} --filters Name=tag:nat-attrib,Values={change.id} "
        '--query "VpcEndpoints[].VpcEndpointId" --output text)'
    )
    undo = [f"aws ec2 delete-vpc-endpoints {in_region} --vpc-endpoint-ids {found}"]
    if change.kind == Kind.INTERFACE_ENDPOINT:
        undo.append(
            f"aws ec2 delete-security-group {in_region} --group-id $(aws ec2 describe-security-groups "
            f"{in_region} --filters Name=group-name,Values=nat-attrib-{change.id} "
            '--query "SecurityGroups[].GroupId" --output text)  # when the endpoint is gone'
        )
    return undo


def _interface(change: Change) -> list[list[str]]:
    region = ("--region", change.place.region)
    group = f"group_{change.id}"
    made = _command(
        "create-security-group",
        region,
        ("--vpc-id", change.vpc_id),
        ("--group-name", f"nat-attrib-{change.id}"),
        ("--description", f"Clients of the {change.service} endpoint"),
        ("--tag-specifications", _tags("security-group", change)),
        ("--query", "GroupId"),
        ("--output", "text"),
    )
    ranges = [{"CidrIp": cidr} for cidr in change.cidrs]
    permissions = [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges} for port in change.ports]
    admitted = _command("authorize-security-group-ingress", region, ("--ip-permissions", json.dumps(permissions)))
    endpoint = _create(
        change,
        ("--subnet-ids", *change.subnet_ids),
        ("--private-dns-enabled" if change.has_private_dns else "--no-private-dns-enabled",),
    )
    return [
        [f"{group}=$({made[0]}", *made[1:-1], f"{made[-1]})"],
        [*admitted, f'--group-id "${group}"'],
        [*endpoint, f'--security-group-ids "${group}"'],
    ]


def _create(change: Change, *options: tuple[str, ...]) -> list[str]:
    policy = (("--policy-document", json.dumps(change.policy)),) if change.policy else ()
    return _command(
        "create-vpc-endpoint",
        ("--region", change.place.region),
        ("--vpc-id", change.vpc_id),
        ("--service-name", change.service_name),
        ("--vpc-endpoint-type", "Gateway" if change.kind == Kind.GATEWAY_ENDPOINT else "Interface"),
        *options,
        *policy,
        ("--tag-specifications", _tags("vpc-endpoint", change)),
    )


def _tags(kind: str, change: Change) -> str:
    tags = [{"Key": "Name", "Value": change.service}, {"Key": "nat-attrib", "Value": change.id}]
    return json.dumps([{"ResourceType": kind, "Tags": tags}])


def _command(operation: str, *options: tuple[str, ...]) -> list[str]:
    """Return a command, an option with its quoted values per item."""
    return [f"aws ec2 {operation}", *(" ".join([flag, *map(shlex.quote, values)]) for flag, *values in options)]
