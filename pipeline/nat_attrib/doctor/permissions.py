"""Every IAM action that the program uses, and the policy that allows these and no others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from nat_attrib.inventory import EXTRA_PERMISSIONS, PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Scope(Enum):
    """What a policy can limit an action to."""

    ANYTHING = auto()
    """Nothing: AWS knows no resource for it."""
    BUCKET = auto()
    OBJECTS = auto()
    ROLE = auto()
    RESULTS = auto()
    """The objects of a bucket that results are written to; the one thing that is ever written."""


@dataclass(frozen=True, slots=True)
class Permission:
    """An action, and what is lost without it."""

    action: str
    lost: str
    scope: Scope = Scope.ANYTHING
    asked_by: str | None = None
    """The option without which it is never used; None: every run uses it."""
    is_extra: bool = False
    """Whether a run is whole without it."""

    @property
    def service(self) -> str:
        """Its part of IAM, such as `ec2`."""
        return self.action.partition(":")[0]


_INVENTORY_LOST = {
    "ec2:DescribeAddresses": "own public addresses that no interface shows are taken for the internet",
    "ec2:DescribeAvailabilityZones": "AZ names are not told from AZ ids, so crossings between AZs may be missed",
    "ec2:DescribeDhcpOptions": "why private DNS of an endpoint does not work is not found",
    "ec2:DescribeFlowLogs": "the flow logs must be named as SOURCE, and what is wrong with them is not found",
    "ec2:DescribeInstances": "clients have no instance names and tags",
    "ec2:DescribeInternetGateways": "a public NAT gateway without a way out is not found",
    "ec2:DescribeManagedPrefixLists": "S3 and DynamoDB are told by ip-ranges.json alone",
    "ec2:DescribeNatGateways": "gateways are known from the flow logs alone, without names, owners or hours",
    "ec2:DescribeNetworkInterfaces": "clients are known by address and subnet alone",
    "ec2:DescribePrefixLists": "which prefix list is of which service is not known for sure",
    "ec2:DescribeRouteTables": "no route advice, and bytes are not seen at the clients where the gateway has no log",
    "ec2:DescribeSecurityGroups": "endpoints that their own security groups block are not found",
    "ec2:DescribeSubnets": "clients have no subnet and AZ, so crossings between AZs are not priced",
    "ec2:DescribeTransitGatewayAttachments": "clients behind a Transit Gateway are not told from others",
    "ec2:DescribeVpcAttribute": "whether private DNS can work in a VPC is not known",
    "ec2:DescribeVpcEndpointServices": "which services have an endpoint is known from the shipped list alone",
    "ec2:DescribeVpcEndpoints": "endpoints that exist are advised again",
    "ec2:DescribeVpcs": "which addresses are the clients' is not known of VPCs in public address space",
    "ec2:GetManagedPrefixListEntries": "S3 and DynamoDB are told by ip-ranges.json alone",
}

_EXTRA_LOST = {
    "ecs": "the ECS services and tasks that hold network interfaces are told by tags and version 7 flow logs alone",
    "route53resolver": "whether the clients' VPCs log their Resolver queries is not known",
}

ALL = (
    *(Permission(action, _INVENTORY_LOST[action]) for action in PERMISSIONS),
    *(Permission(action, _EXTRA_LOST[action.partition(":")[0]], is_extra=True) for action in EXTRA_PERMISSIONS),
    Permission("cloudwatch:GetMetricData", "the flow logs are not held against what the gateways carried"),
    Permission("cloudwatch:ListMetrics", "regional NAT gateways are not held against what they carried"),
    Permission("s3:ListBucket", "no flow log in this bucket is read", Scope.BUCKET),
    Permission("s3:GetObject", "no flow log in this bucket is read", Scope.OBJECTS),
    Permission("sts:AssumeRole", "nothing is known of this account", Scope.ROLE),
    Permission("s3:PutObject", "results cannot be put into S3", Scope.RESULTS, asked_by="shards, run --publish"),
    Permission("ce:GetCostAndUsage", "the bill is not read", asked_by="reconcile --cost-explorer"),
    Permission("pricing:GetProducts", "list prices are those that ship with the program", asked_by="run --prices api"),
    Permission("s3:ListAllMyBuckets", "bucket policies are not checked", asked_by="audit --bucket-policies"),
    Permission("s3:GetBucketPolicy", "bucket policies are not checked", asked_by="audit --bucket-policies"),
)
"""All of them. `sts:GetCallerIdentity` is not among them, since AWS lets everybody ask that."""

BY_ACTION = {each.action: each for each in ALL}


def policy(
    buckets: Sequence[str],
    roles: Iterable[str] = (),
    *,
    results: Sequence[str] = (),
    optional: bool = False,
    partition: str = "aws",
) -> dict[str, Any]:
    """Return the least policy that lets the program do all it does, as IAM takes it.

    Args:
        buckets: names of the buckets that logs, and exports of the bill, are read from.
        roles: ARNs of the roles that are assumed.
        results: names of the buckets that results are written to, and read from.
        optional: also allow what only some options need.
        partition: `aws`, `aws-cn` or `aws-us-gov`.
    """
    resources = {
        Scope.ANYTHING: ["*"],
        Scope.BUCKET: [f"arn:{partition}:s3:::{name}" for name in dict.fromkeys([*buckets, *results])],
        Scope.OBJECTS: [f"arn:{partition}:s3:::{name}/*" for name in dict.fromkeys([*buckets, *results])],
        Scope.RESULTS: [f"arn:{partition}:s3:::{name}/*" for name in results],
        Scope.ROLE: sorted(set(roles)),
    }
    grouped: dict[tuple[str, Scope], list[str]] = {}
    for each in ALL:
        if resources[each.scope] and (optional or each.asked_by is None or each.scope is Scope.RESULTS):
            grouped.setdefault((each.service, each.scope), []).append(each.action)
    statements = [
        {"Effect": "Allow", "Action": _one_or_list(actions), "Resource": _one_or_list(resources[scope])}
        for (_, scope), actions in grouped.items()
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def policy_text(document: dict[str, Any]) -> str:
    """Return a policy as people store it."""
    return json.dumps(document, indent=2) + "\n"


def _one_or_list(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else sorted(values)
