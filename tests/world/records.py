"""One flow log record, and what the interface that logged it puts into each of its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.world.topology import Client, NatGateway, Topology

Value = int | str | None
INTERFACE_TYPES = {"network_load_balancer", "transit_gateway", "vpc_endpoint"}
SERVICE_MANAGED = {"network_load_balancer", "transit_gateway", "vpc_endpoint"}


@dataclass(slots=True)
class Record:
    """A record as AWS would write it, and what the generator knows of it.

    `values` maps field name (underscores) to value; a field that is absent or None is '-' or null in files.
    `leg` is L1, L2, L3 or L4 at a NAT gateway, else what it is: client, transit, east_west, endpoint, internet,
    inbound, nodata, skipdata. `nat_gateway_id` is set on the four legs. `is_captured` False means that no flow log
    of the account covers the interface.
    """

    values: dict[str, Value]
    leg: str
    nat_gateway_id: str | None = None

    @property
    def start(self) -> int:
        """Start in unix seconds."""
        return int(self.values["start"] or 0)

    @property
    def end(self) -> int:
        """End in unix seconds."""
        return int(self.values["end"] or 0)

    @property
    def interface_id(self) -> str | None:
        """The ENI that logged it; None at a regional NAT gateway."""
        found = self.values.get("interface_id")
        return None if found is None else str(found)


def client_base(home: Topology, client: Client) -> dict[str, Value]:
    """Return the fields that every record of a client's ENI has."""
    subnet = home.subnet(client.subnet_id)
    base: dict[str, Value] = {
        "account_id": client.owner_account or home.account_id,
        "interface_id": client.interface_id,
        "vpc_id": client.vpc_id,
        "subnet_id": client.subnet_id,
        "instance_id": client.instance_id,
        "region": home.region,
        "az_id": subnet.az_id,
        "interface_type": client.kind if client.kind in INTERFACE_TYPES else None,
        "instance_tag": percent_encoded(client.tags.get("Name")) if client.instance_id else None,
        "interface_tag": percent_encoded(client.tags.get("Name")),
    }
    if client.ecs:
        arn = f"arn:aws:ecs:{home.region}:{home.account_id}"
        cluster, service, task = client.ecs.cluster_name, client.ecs.service_name, client.ecs.task_id
        base |= {
            "ecs_cluster_arn": f"{arn}:cluster/{cluster}",
            "ecs_cluster_name": cluster,
            "ecs_service_name": service,
            "ecs_task_arn": f"{arn}:task/{cluster}/{task}",
            "ecs_task_id": task,
            "ecs_task_definition_arn": f"{arn}:task-definition/{service or 'once'}:7",
        }
    return base


def gateway_base(home: Topology, gateway: NatGateway, az_id: str | None = None) -> dict[str, Value]:
    """Return the fields that every record of a NAT gateway has; `az_id` for a regional one."""
    base: dict[str, Value] = {"account_id": home.account_id, "vpc_id": gateway.vpc_id, "region": home.region}
    if gateway.mode == "regional":
        return base | {
            "resource_id": gateway.nat_gateway_id,
            "az_id": az_id or gateway.addresses[0].az_id,
            "interface_type": "regional_nat_gateway",
        }
    subnet = home.subnet(gateway.subnet_id or "")
    return base | {
        "interface_id": gateway.interface_id,
        "subnet_id": gateway.subnet_id,
        "az_id": subnet.az_id,
        "interface_type": "nat_gateway",
    }


def percent_encoded(text: str | None) -> str | None:
    """Return a tag value as version 11 fields hold it."""
    if text is None:
        return None
    safe = "-_.~"
    return "".join(
        letter
        if letter.isascii() and (letter.isalnum() or letter in safe)
        else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in text
    )
