"""Stores, snapshots and folders for the inventory tests. All resources are invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from nat_attrib import duck as engine
from nat_attrib import sqlfiles
from nat_attrib.inventory import Answer, Snapshot
from nat_attrib.inventory.items import resource_id
from nat_attrib.inventory.kinds import BY_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from nat_attrib.duck import Duck

ACCOUNT = "111122223333"
OTHER = "444455556666"
REGION = "ap-east-1"
MIDNIGHT = datetime(2026, 11, 16, tzinfo=UTC)


TABLES = """
select table_name
from duckdb_tables()
where table_name like 'inventory_%' and table_name not in ('inventory_resource', 'inventory_snapshot')
"""
"""The names of the tables that hold what AWS said in columns."""


def open_store() -> Duck:
    """Return an in-memory database with the tables and macros."""
    duck = engine.connect()
    for name in [*sqlfiles.names("schema"), *sqlfiles.names("macros"), "views/10_inventory_item"]:
        duck.run(name)
    return duck


def hour(number: int) -> datetime:
    """Return a time of the tests' day."""
    return MIDNIGHT + timedelta(hours=number)


def naive(number: int) -> datetime:
    """Return the same as the store holds it."""
    return hour(number).replace(tzinfo=None)


def answer(kind: str, *items: dict[str, Any], account_id: str = ACCOUNT, note: str | None = None) -> Answer:
    """Return a whole answer of a listed kind (in part when there is a note)."""
    named = {str(resource_id(BY_NAME[kind], item)): item for item in items}
    return Answer(account_id, REGION, kind, named, note)


def denied(kind: str) -> Answer:
    """Return what stands in a snapshot where AWS refused."""
    return Answer(ACCOUNT, REGION, kind, None, f"AWS denied {BY_NAME[kind].permission}.")


def look(number: int, *answers: Answer) -> Snapshot:
    """Return a snapshot of that hour."""
    return Snapshot(hour(number), answers)


def eni(name: str, address: str = "10.0.1.5", **more: Any) -> dict[str, Any]:
    """Return an ENI as DescribeNetworkInterfaces shows it."""
    return {
        "NetworkInterfaceId": name,
        "VpcId": "vpc-0",
        "SubnetId": "subnet-a",
        "InterfaceType": "interface",
        "OwnerId": ACCOUNT,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"PrivateIpAddress": address, "Primary": True}],
        "TagSet": [],
        **more,
    }


def subnet(name: str, **more: Any) -> dict[str, Any]:
    """Return a subnet as DescribeSubnets shows it."""
    return {"SubnetId": name, "VpcId": "vpc-0", "CidrBlock": "10.0.1.0/24", "OwnerId": ACCOUNT, **more}


def table(name: str, *subnets: str, main: bool = False, routes: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return a route table as DescribeRouteTables shows it."""
    associations: list[dict[str, Any]] = [
        {"Main": False, "SubnetId": one, "RouteTableId": name, "AssociationState": {"State": "associated"}}
        for one in subnets
    ]
    if main:
        associations.append({"Main": True, "RouteTableId": name, "AssociationState": {"State": "associated"}})
    return {
        "RouteTableId": name,
        "VpcId": "vpc-0",
        "OwnerId": ACCOUNT,
        "Associations": associations,
        "Routes": routes or [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}],
    }


def save(folder: Path, documents: dict[str, Any]) -> Path:
    """Write saved answers, path to document, under `folder`; text is written as it is."""
    for name, document in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document if isinstance(document, str) else json.dumps(document, indent=4), encoding="utf-8")
    return folder
