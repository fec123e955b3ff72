"""A VPC in a simulated account whose clients pay NAT for what endpoints would carry: for tests that apply a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3

from nat_attrib.access import Look
from nat_attrib.aws import Aws
from nat_attrib.held import held
from nat_attrib.inventory import load, snapshot_aws
from nat_attrib.window import Window
from tests.network_rows import GIB, prices

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

ACCOUNT, REGION = "123456789012", "us-east-1"
"""The account that moto answers with."""
WINDOW = Window(datetime(2026, 11, 16), datetime(2026, 12, 17))
_SERVICE = f"com.amazonaws.{REGION}"


@dataclass
class Cloud:
    """The ids of what was made."""

    vpc: str
    gateway: str
    tables: list[str]
    subnets: list[str]
    s3: str
    """A gateway endpoint that the second table lacks."""
    sqs: str
    """An interface endpoint without private DNS."""
    aws: Aws


def build(ec2: Any) -> Cloud:
    """Make two private subnets behind one NAT gateway, and two endpoints that want repair."""
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    public, *private = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{'aab'[number]}")[
            "Subnet"
        ]["SubnetId"]
        for number in range(3)
    )
    internet = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=vpc)
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=public, AllocationId=allocation)["NatGateway"]["NatGatewayId"]
    tables = []
    for subnet, target in zip(
        [public, *private], [{"GatewayId": internet}, *[{"NatGatewayId": gateway}] * 2], strict=True
    ):
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **target)
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        tables.append(table)

    def endpoint(service: str, kind: str, **other: Any) -> str:
        name = f"{_SERVICE}.{service}"
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name, VpcEndpointType=kind, **other)
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    s3 = endpoint("s3", "Gateway", RouteTableIds=[tables[1]])
    sqs = endpoint("sqs", "Interface", SubnetIds=private, PrivateDnsEnabled=False)
    return Cloud(vpc, gateway, tables[1:], private, s3, sqs, Aws(boto3.Session()))


def look(duck: Duck, cloud: Cloud, days: int = 0) -> None:
    """Snapshot the account."""
    seen_at = datetime(2026, 11, 20) + timedelta(days=days)
    load(duck, snapshot_aws([Look(cloud.aws, (REGION,))], seen_at, workers=1))


def fill(duck: Duck, cloud: Cloud) -> None:
    """Put a covered month of bytes to DynamoDB, S3, ECR and SQS, from a client in each private subnet."""
    prices(duck)
    zones = [
        duck.row("select az_id from inventory_subnet where subnet_id = $s", s=subnet)[0] for subnet in cloud.subnets
    ]
    duck.execute(
        "insert into gateway by name select $id as nat_gateway_id, $account as account_id, $region as region,"
        " $vpc as vpc_id, 'regional' as availability_mode, 'public' as connectivity_type, 1 as hourly_azs,"
        " 'inventory' as known_from",
        id=cloud.gateway, account=ACCOUNT, region=REGION, vpc=cloud.vpc,
    )  # fmt: skip
    duck.execute(
        "insert into gateway_hour select timestamp '2026-11-16' + to_hours(i), $id, 'nat_eni', 'fl-1', 3600,"
        " false, 0, 0, 0, 0, 0, 0, 0, 0 from range(730) t(i)",
        id=cloud.gateway,
    )
    for number, (subnet, zone) in enumerate(zip(cloud.subnets, zones, strict=True), start=1):
        duck.execute(
            "insert into source by name select $number::integer as source_id, $ip as source_ip, $account as"
            " source_account_id, $vpc as source_vpc_id, $subnet as source_subnet_id, $zone as source_az_id",
            number=number, ip=f"10.0.{number}.10", account=ACCOUNT, vpc=cloud.vpc, subnet=subnet, zone=zone,
        )  # fmt: skip
        for service, gib, served_by, evidence in (
            ("dynamodb", 50, "gateway_endpoint", "prefix_list"),
            ("s3", 100, "gateway_endpoint", "prefix_list"),
            ("ecr.api", 2000, "interface_endpoint", "dns"),
            ("sqs", 10, "interface_endpoint", "dns"),
            ("internet", 70, "nat_only", "none"),
        ):
            # The first subnet's table has the S3 endpoint already.
            if (service, number) != ("s3", 1):
                duck.execute(
                    "insert into nat_service_hour values ('2026-11-16 05:00', $id, 'nat_eni', $number, $service,"
                    " $region, null, $evidence, null, $served_by, 0, $bytes, 1)",
                    id=cloud.gateway, number=number, service=service, region=None if service == "internet" else REGION,
                    evidence=evidence, served_by=served_by, bytes=gib * GIB,
                )  # fmt: skip


def advised(duck: Duck) -> list[str]:
    """Return the actions that are advised now."""
    with held(duck, WINDOW):
        found = duck.rows("select action from recommendations($since, $until)", since=WINDOW.since, until=WINDOW.until)
    return [action for (action,) in found]
