"""Inventory snapshots and hourly rows put straight into an empty file, for tests of who the clients were."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from nat_attrib import run
from nat_attrib.inventory import Answer, Snapshot, load
from nat_attrib.inventory.items import resource_id
from nat_attrib.inventory.kinds import BY_NAME
from nat_attrib.progress import SilentProgress

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

ACCOUNT = "111122223333"
SPOKES = "444455556666"
REGION = "us-east-1"
MIDNIGHT = datetime(2026, 11, 16)
GATEWAY, GATEWAY_VPC = "nat-0a", "vpc-egress"


def at(hours: float) -> datetime:
    """Return a time so many hours after the tests' midnight."""
    return MIDNIGHT + timedelta(hours=hours)


def iso(hours: float) -> str:
    """Return the same as AWS prints it."""
    return at(hours).isoformat() + "+00:00"


def vpc(name: str, cidr: str, **more: Any) -> dict[str, Any]:
    """Return a VPC as DescribeVpcs shows it."""
    return {"VpcId": name, "CidrBlock": cidr, **more}


def subnet(name: str, vpc_id: str, cidr: str, **more: Any) -> dict[str, Any]:
    """Return a subnet as DescribeSubnets shows it."""
    return {"SubnetId": name, "VpcId": vpc_id, "CidrBlock": cidr, "AvailabilityZoneId": "use1-az1", **more}


def eni(name: str, address: str, vpc_id: str = GATEWAY_VPC, subnet_id: str = "subnet-a", **more: Any) -> dict[str, Any]:
    """Return an ENI as DescribeNetworkInterfaces shows it; `public` and `secondary` are addresses, `tags` a dict."""
    public, secondary, tags = more.pop("public", None), more.pop("secondary", ()), more.pop("tags", {})
    primary: dict[str, Any] = {"PrivateIpAddress": address, "Primary": True}
    if public:
        primary["Association"] = {"PublicIp": public}
    return {
        "NetworkInterfaceId": name,
        "VpcId": vpc_id,
        "SubnetId": subnet_id,
        "InterfaceType": "interface",
        "Description": "",
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [primary, *({"PrivateIpAddress": one, "Primary": False} for one in secondary)],
        "TagSet": [{"Key": key, "Value": value} for key, value in tags.items()],
        **more,
    }


def on(instance: str, since: float | None = None, index: int = 0) -> dict[str, Any]:
    """Return the attachment of an ENI to an instance, `since` so many hours after midnight."""
    time = {} if since is None else {"AttachTime": iso(since)}
    return {"Attachment": {"InstanceId": instance, "DeviceIndex": index, "Status": "attached", **time}}


def instance(name: str, **tags: str) -> dict[str, Any]:
    """Return an instance as DescribeInstances shows it."""
    return {"InstanceId": name, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def nat(name: str = GATEWAY, vpc_id: str = GATEWAY_VPC, **more: Any) -> dict[str, Any]:
    """Return a zonal NAT gateway as DescribeNatGateways shows it."""
    return {
        "NatGatewayId": name,
        "VpcId": vpc_id,
        "SubnetId": "subnet-public",
        "State": "available",
        "ConnectivityType": "public",
        "AvailabilityMode": "zonal",
        "NatGatewayAddresses": [
            {"NetworkInterfaceId": f"eni-{name}", "PrivateIp": "10.0.99.5", "PublicIp": "203.0.113.200"}
        ],
        **more,
    }


Items = dict[str, list[dict[str, Any]]]


def look(duck: Duck, hours: float, items: Items, account: str = ACCOUNT) -> None:
    """Take in a snapshot of so many hours after midnight: kind of resource to its items."""
    answers = tuple(
        Answer(
            account,
            REGION,
            kind,
            {str(resource_id(BY_NAME[kind], item)): {"OwnerId": account, **item} for item in found},
        )
        for kind, found in items.items()
    )
    load(duck, Snapshot(at(hours), answers))


@dataclass(frozen=True)
class Batch:
    """What one reduce leaves: bytes at the gateway and who addresses were."""

    name: str
    flows: tuple[tuple[int, str, str, int], ...] = ()
    """(hour, client, remote, bytes)."""
    seen: tuple[tuple[int, str | None, str, str], ...] = ()
    """(hour, VPC, address, ENI)."""
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    """ENI to further columns of source_seen."""
    gateway: str = GATEWAY


def logged(duck: Duck, batch: Batch) -> None:
    """Take in a batch as commit does."""
    duck.run("stages/ingest/reduced")
    log = {"flow_log_id": "fl-0a", "capture": "nat_eni", "nat_gateway_id": batch.gateway}
    log["interface_id"] = f"eni-{batch.gateway}"
    about = {"remote_port": 443, "protocol": 6, "packets": 1, "bytes_out": 0, "inbound_bytes": 0}
    flows = [
        {"hour": at(hour), "client_ip": client, "remote_ip": remote, "bytes_in": amount, **log, **about}
        for hour, client, remote, amount in batch.flows
    ]
    hours = []
    none = {name: 0 for name, kind in duck.rows(COLUMNS, table="reduced_log_hour") if kind == "BIGINT"}
    for hour in sorted({flow[0] for flow in batch.flows}):
        begin = int((at(hour) - datetime(1970, 1, 1)).total_seconds())
        total = sum(flow[3] for flow in batch.flows if flow[0] == hour)
        told = {"first_second": begin, "last_second": begin + 3600, "records": 1, "accept_records": 1}
        sums = {"l3_bytes": total, "l4_bytes": total}
        hours.append({"hour": at(hour), "fields": "az_id", **log, **none, **told, **sums})
    seen = [
        {"hour": at(hour), "vpc_id": vpc_id, "address": address, "interface_id": interface, "records": 3}
        | batch.about.get(interface, {})
        for hour, vpc_id, address, interface in batch.seen
    ]
    for table, rows in (("flow_hour", flows), ("log_hour", hours), ("source_seen", seen)):
        if rows:
            with duck.frame("given", pl.DataFrame(rows, infer_schema_length=None)):
                duck.execute(f"insert into reduced_{table} by name from given")
    duck.run("stages/ingest/store_flows", batch_id=batch.name)


COLUMNS = "select column_name, data_type from duckdb_columns() where table_name = $table"


def derive(duck: Duck) -> None:
    """Rebuild what follows."""
    run.derive(duck, SilentProgress())


def sources(duck: Duck, *columns: str) -> list[tuple[Any, ...]]:
    """Return hour, address and the asked columns of every client that counts."""
    return duck.rows(
        "select distinct extract('hour' from n.hour)::integer, s.source_ip, "
        + ", ".join(columns)
        + " from nat_service_hour n join source s using (source_id) order by all"
    )
