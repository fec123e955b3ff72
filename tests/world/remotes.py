"""Remotes that worlds in ap-east-1 talk to.

The addresses of AWS services lie in prefixes that ip-ranges.json of 2026-08-22 lists for that service and region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.world.builder import Builder

S3_PREFIXES = ("3.5.214.0/23", "3.5.236.0/22", "16.12.6.0/23", "52.95.160.0/23", "52.95.162.0/24")
"""S3 in ap-east-1, as ip-ranges.json lists it; the invented managed prefix list holds these."""
DYNAMODB_PREFIXES = ("35.71.107.0/24", "52.119.248.0/24")
"""DynamoDB in ap-east-1, as ip-ranges.json lists it."""


def add_remotes(build: Builder) -> None:
    """Add the usual remotes: S3 and DynamoDB here, S3 elsewhere, unnamed AWS APIs, hosts on EC2, the internet."""
    region = build.topology.region
    here = {"service_region": region, "served_by": "gateway_endpoint", "evidence": "prefix_list"}
    build.remote(
        "s3", "52.95.160.20", "52.95.161.87", "52.95.162.14", "3.5.236.10", "3.5.238.144", "3.5.214.31",
        service="s3", flow_service="S3", **here,
    )  # fmt: skip
    build.remote(
        "dynamodb", "52.119.248.9", "52.119.248.73", "35.71.107.40", service="dynamodb", flow_service="DYNAMODB", **here
    )
    other = {"service": "s3", "flow_service": "S3", "evidence": "ip_ranges"}
    build.remote("s3-us-east-1", "52.216.10.10", "52.217.20.20", "16.182.33.4", service_region="us-east-1", **other)
    build.remote("s3-eu-west-1", "52.218.40.10", "52.92.0.5", service_region="eu-west-1", **other)
    unnamed = {"evidence": "ip_ranges", "served_by": "unknown"}
    build.remote(
        "aws-apis",
        "54.239.1.84",
        "54.239.1.90",
        "54.240.241.12",
        service="AMAZON",
        flow_service="AMAZON",
        service_region=region,
        **unnamed,
    )
    build.remote(
        "partner-on-ec2",
        "54.251.10.10",
        service="EC2",
        flow_service="EC2",
        service_region="ap-southeast-1",
        evidence="ip_ranges",
    )
    build.remote("packages", "151.101.0.223", "151.101.64.223")
    build.remote("code-host", "140.82.112.4", "140.82.121.4")
    build.remote("payments", "203.0.113.24", "203.0.113.25")
    build.remote("crawled-sites", *(f"198.51.100.{host}" for host in range(10, 60, 7)))
    build.remote("time-server", "192.0.2.123", port=123, protocol=17)
    build.remote("ping", "198.51.100.200", port=0, protocol=1)
