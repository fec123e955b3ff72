"""What host names mean, by the shipped tables: every way AWS spells a service, and what only looks so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nat_attrib import enrich

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

REGION = "eu-west-1"
GATEWAY, INTERFACE, NONE = "gateway_endpoint", "interface_endpoint", "nat_only"

MEANT = {
    # S3: virtual-hosted and path style, dual-stack, old dashes, FIPS, access points, websites; a bucket may have dots.
    "s3.eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    "my.bucket.s3.eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    "s3.dualstack.eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    "bucket.s3.dualstack.eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    "s3-eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    "bucket.s3-eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    "bucket.s3-fips.us-east-1.amazonaws.com": ("s3", "us-east-1", GATEWAY),
    "bucket.s3-fips.dualstack.us-gov-west-1.amazonaws.com": ("s3", "us-gov-west-1", GATEWAY),
    "reports-111122223333.s3-accesspoint.eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    "reports-111122223333.s3-accesspoint.dualstack.eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    "bucket.s3-website-us-east-1.amazonaws.com": ("s3", "us-east-1", GATEWAY),
    "bucket.s3-website.eu-central-1.amazonaws.com": ("s3", "eu-central-1", GATEWAY),
    "bucket.s3.cn-north-1.amazonaws.com.cn": ("s3", "cn-north-1", GATEWAY),
    # Global names tell no region.
    "s3.amazonaws.com": ("s3", None, GATEWAY),
    "bucket.s3.amazonaws.com": ("s3", None, GATEWAY),
    "s3-external-1.amazonaws.com": ("s3", None, GATEWAY),
    "bucket.s3-accelerate.amazonaws.com": (None, None, NONE),
    # DynamoDB: the account's own name too; its streams are another service.
    "dynamodb.eu-west-1.amazonaws.com": ("dynamodb", REGION, GATEWAY),
    "111122223333.ddb.eu-west-1.amazonaws.com": ("dynamodb", REGION, GATEWAY),
    "dynamodb.eu-west-1.api.aws": ("dynamodb", REGION, GATEWAY),
    "streams.dynamodb.eu-west-1.amazonaws.com": ("dynamodb-streams", REGION, INTERFACE),
    # STS: regional names have an endpoint, the global one is answered by none.
    "sts.eu-west-1.amazonaws.com": ("sts", REGION, INTERFACE),
    "sts.eu-west-1.api.aws": ("sts", REGION, INTERFACE),
    "sts-fips.us-east-1.amazonaws.com": ("sts-fips", "us-east-1", INTERFACE),
    "sts.cn-north-1.amazonaws.com.cn": ("sts", "cn-north-1", INTERFACE),
    "sts.amazonaws.com": ("sts", None, NONE),
    # ECR: the API, the registry, and layers, which are S3 bytes.
    "api.ecr.eu-west-1.amazonaws.com": ("ecr.api", REGION, INTERFACE),
    "ecr.eu-west-1.api.aws": ("ecr.api", REGION, INTERFACE),
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com": ("ecr.dkr", REGION, INTERFACE),
    "111122223333.dkr-ecr.eu-west-1.on.aws": ("ecr.dkr", REGION, INTERFACE),
    "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn": ("ecr.dkr", "cn-north-1", INTERFACE),
    "prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com": ("s3", REGION, GATEWAY),
    # Services whose names hold no region, or hold it in another place.
    "iam.amazonaws.com": ("iam", None, NONE),
    "qbusiness.eu-west-1.api.aws": ("qbusiness", REGION, INTERFACE),
    # Names that do not begin with the service's.
    "eu-west-1.queue.amazonaws.com": ("sqs", REGION, INTERFACE),
    "kinesis.eu-west-1.amazonaws.com": ("kinesis-streams", REGION, INTERFACE),
    "abc123.execute-api.eu-west-1.amazonaws.com": ("execute-api", REGION, INTERFACE),
    "abc123-ats.iot.eu-west-1.amazonaws.com": ("iot.data", REGION, INTERFACE),
    # IoT: the older data endpoint has no -ats; other planes below the same ending are other services, or not known.
    "a1b2c3d4e5f6g7.iot.eu-west-1.amazonaws.com": ("iot.data", REGION, INTERFACE),
    "iot.eu-west-1.amazonaws.com": ("iot.api", REGION, INTERFACE),
    "c1b2c3d4e5f6g7.credentials.iot.eu-west-1.amazonaws.com": ("iot.credentials", REGION, INTERFACE),
    "data.jobs.iot.eu-west-1.amazonaws.com": (None, None, None),
    "data.tunneling.iot.eu-west-1.amazonaws.com": (None, None, None),
    "api.tunneling.iot.eu-west-1.amazonaws.com": ("iot.tunneling.api", REGION, INTERFACE),
    # The names of interface endpoints themselves, AWS's and other companies'.
    "vpce-0a1b2c3d4e5f60718-abcdefgh.sqs.eu-west-1.vpce.amazonaws.com": (None, None, NONE),
    "vpce-0a1b2c3d4e5f60718-abcdefgh-eu-west-1a.api.ecr.eu-west-1.vpce.amazonaws.com": (None, None, NONE),
    "vpce-0a1-abc.vpce-svc-0a1b2c3d4e5f60718.cn-north-1.vpce.amazonaws.com.cn": (None, None, NONE),
    # AWS's hosts that no endpoint serves, somebody's own hosts behind AWS's names, and everybody else's.
    "public.ecr.aws": (None, None, NONE),
    "d111111abcdef8.cloudfront.net": (None, None, NONE),
    "abc.lambda-url.eu-west-1.on.aws": (None, None, NONE),
    "eu-west-1.console.aws.amazon.com": (None, None, NONE),
    "my-lb-123.eu-west-1.elb.amazonaws.com": (None, None, NONE),
    "ec2-203-0-113-9.eu-west-1.compute.amazonaws.com": (None, None, NONE),
    "s3.amazonaws.com.example": (None, None, NONE),
    "s3.eu-west-1.amazonaws.com.example.org": (None, None, NONE),
    "nots3.eu-west-1.amazonaws.com.evil.example": (None, None, NONE),
    # AWS, and no table knows it: nothing is guessed.
    "brand-new.eu-west-1.amazonaws.com": (None, None, None),
    "s3x.eu-west-1.amazonaws.com": (None, None, None),
}


@pytest.fixture
def meanings(empty_store: Duck) -> dict[str, tuple[str | None, str | None, str | None]]:
    enrich.load_hostnames(empty_store)
    empty_store.execute("create temp table host_name (name varchar)")
    empty_store.execute("insert into host_name select unnest($names)", names=list(MEANT))
    empty_store.run("stages/enrich/host_meaning")
    rows = empty_store.rows("select name, service, service_region, served_by from host_meaning")
    return {name: (service, region, served_by) for name, service, region, served_by in rows}


def test_every_spelling_means_its_service_and_no_other(
    meanings: dict[str, tuple[str | None, str | None, str | None]],
) -> None:
    assert meanings == MEANT


VENDORS = {
    "otlp.nr-data.net": "New Relic",
    "http-intake.logs.datadoghq.com": "Datadog",
    "7-60-0-app.agent.datadoghq.com": "Datadog",
    "api.datadoghq.com": "Datadog",
    # A pattern without a * is that name alone, and Datadog's US5 is not on AWS.
    "my-api.datadoghq.com": None,
    "trace.agent.us5.datadoghq.com": None,
    "ab12345.eu-west-1.snowflakecomputing.com": "Snowflake",
}


def test_companies_that_offer_privatelink_are_known_by_their_hosts(empty_store: Duck) -> None:
    enrich.load_hostnames(empty_store)
    told = "select min(vendor) from privatelink_vendor where host_fits($name, pattern)"
    assert {name: empty_store.row(told, name=name)[0] for name in VENDORS} == VENDORS
