"""Endpoint policies: who may use an endpoint. They narrow what IAM allows, and grant nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.change.model import Place

_AWS_BUCKETS = (
    # Image layers of ECR, which clients fetch with addresses that ECR signs.
    "prod-{region}-starport-layer-bucket",
    # Package repositories of Amazon Linux, which are read without a signature.
    "amazonlinux.{region}.amazonaws.com",
    "amazonlinux-2-repos-{region}",
    "al2023-repos-{region}-de612dc2",
    # Systems Manager: the agent, its packages and patch baselines.
    "amazon-ssm-{region}",
    "amazon-ssm-packages-{region}",
    "aws-ssm-{region}",
    "patch-baseline-snapshot-{region}",
)
"""Buckets of AWS that clients read without an identity of the user's accounts (ECR and Systems Manager user guides)."""


def scoped(service: str, place: Place, accounts: Sequence[str]) -> dict[str, Any]:
    """Return a policy that lets the principals of these accounts use the service, and nobody else.

    S3 also lets everybody read the buckets of AWS that machines need; STS also lets federated identities, which have
    no account before they ask, take roles of these accounts.
    """
    prefix = service if service in {"s3", "dynamodb", "s3express"} else None
    statements: list[dict[str, Any]] = [
        {
            "Sid": "PrincipalsOfOurAccounts",
            "Effect": "Allow",
            "Principal": "*",
            "Action": f"{prefix}:*" if prefix else "*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": list(accounts)}},
        }
    ]
    if service == "s3":
        buckets = [bucket.format(region=place.region) for bucket in _AWS_BUCKETS]
        statements.append(
            {
                "Sid": "ReadWhatAwsPublishes",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": [f"arn:{place.partition}:s3:::{bucket}/*" for bucket in buckets],
            }
        )
    if service == "sts":
        statements.append(
            {
                "Sid": "FederatedIdentities",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
                "Resource": [f"arn:{place.partition}:iam::{account}:role/*" for account in accounts],
            }
        )
    return {"Version": "2012-10-17", "Statement": statements}
