"""A small network put straight into the tables, for tests of advice: what is given is described, all else is sound."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nat_attrib.inventory import spread
from nat_attrib.inventory.kinds import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck

REGION = "us-east-1"
ACCOUNT = "111122223333"
DAY = "('2026-11-16', '2026-11-17')"
GIB = 2**30
OPEN_POLICY = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
SCOPED_POLICY = (
    '{"Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],'
    '"Resource":["arn:aws:s3:::shop/*","arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"]}]}'
)


@contextmanager
def held_here(duck: Duck) -> Iterator[None]:
    """Hold the network that was put as `held` does, within a transaction of the caller's that goes on to change it."""
    spread_put(duck)
    duck.run("held/network")
    yield
    for (name,) in duck.rows("select table_name from duckdb_tables() where temporary"):
        duck.execute(f"drop table temp.{name}")


_CHANGED: set[str] = set()
"""Kinds that `put` and `remove` changed since `spread_put`."""


def spread_put(duck: Duck) -> None:
    """Let the tables `inventory_*` show what was put and removed."""
    if _CHANGED:
        spread(duck, _CHANGED)
        _CHANGED.clear()


def put(duck: Duck, kind: str, item: dict[str, Any], *, region: str = REGION) -> None:
    """Describe one resource as the newest snapshot saw it; an older word of it goes. `spread_put` must follow."""
    item = {"OwnerId": ACCOUNT, **item}
    name = next(item[key] for key in BY_NAME[kind].id_keys if key in item)
    if kind == "vpc_endpoint_service":
        name += "/" + item["ServiceType"][0]["ServiceType"]
    if kind == "vpc_attribute":
        name += "/" + "".join(key for key in item if key.startswith("Enable"))
    remove(duck, kind, name)
    duck.execute(
        "insert into inventory_resource"
        " values ($account, $region, $kind, $name, '2026-10-01', '2026-11-20', null, $item)",
        account=item["OwnerId"],
        region=region,
        kind=kind,
        name=name,
        item=json.dumps(item),
    )


def remove(duck: Duck, kind: str, name: str) -> None:
    """Forget a resource; `spread_put` must follow."""
    _CHANGED.add(kind)
    duck.execute("delete from inventory_resource where kind = $kind and resource_id = $name", kind=kind, name=name)


def table(name: str, routes: dict[str, str], subnets: list[str], vpc: str = "vpc-1", **states: str) -> dict[str, Any]:
    """Return a route table: destination to target; `states` by target's prefix, such as nat=blackhole."""
    return {
        "RouteTableId": name,
        "VpcId": vpc,
        "Associations": [
            {"SubnetId": subnet, "Main": False, "AssociationState": {"State": "associated"}} for subnet in subnets
        ],
        "Routes": [_route(*pair, states) for pair in routes.items()],
    }


def _route(destination: str, target: str, states: dict[str, str]) -> dict[str, str]:
    kind = {"nat": "NatGatewayId", "tgw": "TransitGatewayId"}.get(target.partition("-")[0], "GatewayId")
    where = "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
    return {where: destination, kind: target, "State": states.get(target.partition("-")[0], "active")}


def endpoint(name: str, service: str, **other: Any) -> dict[str, Any]:
    """Return a sound VPC endpoint of vpc-1."""
    return {
        "VpcEndpointId": name,
        "VpcEndpointType": "Interface",
        "VpcId": "vpc-1",
        "ServiceName": f"com.amazonaws.{REGION}.{service}",
        "State": "available",
        "PrivateDnsEnabled": True,
        "SubnetIds": ["subnet-a", "subnet-b"],
        "NetworkInterfaceIds": [f"eni-{name}-a", f"eni-{name}-b"],
        "Groups": [{"GroupId": "sg-endpoint"}],
        "PolicyDocument": SCOPED_POLICY,
        **other,
    }


def group(name: str, *permissions: dict[str, Any]) -> dict[str, Any]:
    """Return a security group of vpc-1."""
    return {"GroupId": name, "VpcId": "vpc-1", "GroupName": name, "IpPermissions": list(permissions)}


def https(**sources: Any) -> dict[str, Any]:
    """Return a permission for TCP 443."""
    return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **sources}


def prices(duck: Duck, region: str = REGION, **items: float) -> None:
    """Put list prices; those of us-east-1 where nothing else is said."""
    listed = {
        "nat_gateway_gb": 0.045, "nat_gateway_hour": 0.045, "inter_az_gb": 0.01, "vpc_endpoint_hour": 0.01,
        "vpc_endpoint_gb": 0.01, "transit_gateway_gb": 0.02, "public_ipv4_hour": 0.005, **items,
    }  # fmt: skip
    for item, price in listed.items():
        duck.execute(
            "insert into price values ($region, $item, 0, $price, 'USD', 'price list', '2026-08-22')",
            region=region, item=item, price=price,
        )  # fmt: skip


def sound_network(duck: Duck) -> None:
    """Two AZs, each with a NAT gateway and a client, S3 by a gateway endpoint, SQS by an interface endpoint."""
    prices(duck)
    put(duck, "vpc", {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-1"})
    configurations = [{"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}]
    put(duck, "dhcp_options", {"DhcpOptionsId": "dopt-1", "DhcpConfigurations": configurations})
    put(duck, "vpc_attribute", {"VpcId": "vpc-1", "EnableDnsSupport": {"Value": True}})
    put(duck, "vpc_attribute", {"VpcId": "vpc-1", "EnableDnsHostnames": {"Value": True}})
    for number, az in enumerate("ab", start=1):
        for kind, third in (("", 0), ("public-", 100)):
            item = {"SubnetId": f"subnet-{kind}{az}", "VpcId": "vpc-1", "CidrBlock": f"10.0.{third + number}.0/24"}
            put(duck, "subnet", {**item, "AvailabilityZoneId": f"use1-az{number}"})
        put(duck, "route_table", table(f"rtb-{az}", {"0.0.0.0/0": f"nat-{az}"}, [f"subnet-{az}"]))
        nat(duck, f"nat-{az}", f"subnet-public-{az}", f"use1-az{number}")
        client(duck, number, f"subnet-{az}", f"use1-az{number}")
        traffic(duck, f"nat-{az}", number, 200 * GIB)
    put(duck, "route_table", table("rtb-public", {"0.0.0.0/0": "igw-1"}, ["subnet-public-a", "subnet-public-b"]))
    put(duck, "security_group", group("sg-endpoint", https(UserIdGroupPairs=[{"GroupId": "sg-client"}])))
    put(duck, "security_group", group("sg-client"))
    tables = {
        "VpcEndpointType": "Gateway",
        "RouteTableIds": ["rtb-a", "rtb-b"],
        "Groups": [],
        "PrivateDnsEnabled": False,
    }
    put(duck, "vpc_endpoint", endpoint("vpce-s3", "s3", SubnetIds=[], NetworkInterfaceIds=[], **tables))
    put(duck, "vpc_endpoint", endpoint("vpce-sqs", "sqs"))
    spread_put(duck)


def nat(duck: Duck, name: str, subnet: str | None, az: str | None, vpc: str = "vpc-1", **gateway: Any) -> None:
    """Add a NAT gateway with one public address, whose flow logs cover the whole of 16 November 2026."""
    item = {"NatGatewayId": name, "VpcId": vpc, "SubnetId": subnet, "State": "available", "ConnectivityType": "public"}
    address = {"NetworkInterfaceId": f"eni-{name}", "PublicIp": f"203.0.113.{len(name)}", "AvailabilityZoneId": az}
    put(duck, "nat_gateway", {**item, "NatGatewayAddresses": [address], **gateway})
    duck.execute(
        "insert into gateway by name select $name as nat_gateway_id, $account as account_id, $region as region,"
        " $vpc as vpc_id, $subnet as subnet_id, $az as az_id, $mode as availability_mode,"
        " 'public' as connectivity_type, 1 as hourly_azs, timestamp '2026-01-01' as created_at,"
        " 'inventory' as known_from",
        name=name, account=ACCOUNT, region=REGION, vpc=vpc, subnet=subnet, az=az,
        mode=gateway.get("AvailabilityMode", "zonal"),
    )  # fmt: skip
    duck.execute(
        "insert into gateway_hour select timestamp '2026-11-16' + to_hours(i), $name, 'nat_eni', 'fl-1', 3600, false,"
        " 0, 0, 0, 0, 0, 0, 0, 0 from range(24) t(i)",
        name=name,
    )


def client(  # noqa: PLR0917
    duck: Duck, number: int, subnet: str | None, az: str | None, vpc: str | None = "vpc-1", account: str = ACCOUNT
) -> None:
    """Add a client: an instance's ENI and the source that the counted rows refer to."""
    if subnet is not None:
        item = {"NetworkInterfaceId": f"eni-{number}", "VpcId": vpc, "SubnetId": subnet, "AvailabilityZoneId": az}
        put(duck, "network_interface", {**item, "InterfaceType": "interface", "Groups": [{"GroupId": "sg-client"}]})
    duck.execute(
        "insert into source by name select $id::integer as source_id, $ip as source_ip, $account as source_account_id,"
        " $vpc as source_vpc_id, $subnet as source_subnet_id, $az as source_az_id",
        id=number, ip=f"10.0.{number}.10", account=account, vpc=vpc, subnet=subnet, az=az,
    )  # fmt: skip


def traffic(  # noqa: PLR0917
    duck: Duck, gateway: str, source: int, amount: int, service: str = "internet", served_by: str = "nat_only",
    evidence: str = "none", hostname: str | None = None, hour: str = "2026-11-16 05:00",
    confidence: str | None = None,
) -> None:  # fmt: skip
    """Add counted bytes, all of them downloads, in one hour; the legs of the hour grow with them."""
    duck.execute(
        "insert into nat_service_hour values ($hour, $gateway, 'nat_eni', $source, $service, $region, $hostname,"
        " $evidence, $confidence, $served_by, 0, $amount, 1)",
        hour=hour, gateway=gateway, source=source, service=service, evidence=evidence, served_by=served_by,
        region=None if service == "internet" else REGION, hostname=hostname, amount=amount, confidence=confidence,
    )  # fmt: skip
    duck.execute(
        "update gateway_hour set l4_bytes = l4_bytes + $amount where nat_gateway_id = $gateway and hour = $hour",
        gateway=gateway, hour=hour, amount=amount,
    )  # fmt: skip
